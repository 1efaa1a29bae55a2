"""What holds for every feature set and every text."""
