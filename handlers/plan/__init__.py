"""The year's plan: its items, its days, and reading it from a document."""
