"""People: members, what they ask of leaders, and their erasure."""
