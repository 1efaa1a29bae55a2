"""What every service does the same way."""
