"""The year's plan and its targets, and the reader of programmes."""
