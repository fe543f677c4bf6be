"""What the reader of programmes is tried on, and how its finds are scored."""
