"""Keeps the clocks: deadlines, warnings, breaches, escalation."""
