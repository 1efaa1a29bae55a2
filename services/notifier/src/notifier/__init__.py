"""Keeps the obligation to tell people, and the ledger of what was told."""
