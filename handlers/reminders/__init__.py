"""Reminders and digests: what each person wishes to hear, and its words."""
