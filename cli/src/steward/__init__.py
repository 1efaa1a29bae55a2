"""The one command: up, demo, send, ticket, rules, estate, dead, rebuild, erase, topics."""
