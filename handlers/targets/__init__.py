"""The year's targets: how they stand, and figures to enter."""
