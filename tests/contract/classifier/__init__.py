"""Rules against their cases, and both ways of asking a book against each other."""
