"""What a ticket's life is: plain functions over frozen values. No clock, no network, no randomness."""
