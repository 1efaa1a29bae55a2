"""What the services say to each other: events, vocabulary, topics, codec, sealing."""
