"""Who is owed which message, and what becomes of it: pure functions over frozen values."""
