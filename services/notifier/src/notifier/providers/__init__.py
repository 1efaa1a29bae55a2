"""The ways out: one small protocol, a module per provider."""
