"""Takes requests on every channel and answers with the register number."""
