"""`steward demo`: forty reports through real Kafka while one looks, and a checklist of what had to happen."""
