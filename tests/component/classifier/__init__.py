"""The classifier's handler with its real book, keys in the test's hand."""
