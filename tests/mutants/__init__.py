"""Each mechanism switched off, one at a time: the test that proves it has to fail (`make mutants`)."""
