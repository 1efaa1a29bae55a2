"""The commands as typer sees them: options and words; what they do stands beside this package."""
