"""Rules that say what a report is and how bad."""
