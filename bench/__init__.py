"""Figures: what the product does, how well, how fast."""
