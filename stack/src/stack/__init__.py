"""The embedded default: Kafka, a Redis-compatible server, a mail sink, an SMS gateway, without Docker or root."""
