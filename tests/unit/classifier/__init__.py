"""The classifier's pure parts: tables of examples, no engine where none is needed."""
