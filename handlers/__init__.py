"""The conversations, and every word that is said to a person. Start at `contents`."""
