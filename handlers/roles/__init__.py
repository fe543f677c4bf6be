"""Roles: inviting to one, taking one up, taking one back."""
