"""What the classifier decides, as plain functions over frozen values; no engine, no broker, no clock."""
