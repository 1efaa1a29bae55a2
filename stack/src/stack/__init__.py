"""The embedded default: Kafka, a Redis-compatible server, a mail sink and an SMS gateway as child processes."""
