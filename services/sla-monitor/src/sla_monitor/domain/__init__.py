"""The clocks of tickets, pure: no broker, no Redis, no clock of its own."""
