"""A strict Zalo Bot API server on loopback, for tests."""
