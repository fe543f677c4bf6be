"""The year's plan as rows."""
