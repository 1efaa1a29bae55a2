"""The rule book at an operator's desk: asked, measured, compared, corrected. Nothing here is published."""
