"""What intake decides, without a clock, a network or randomness."""
