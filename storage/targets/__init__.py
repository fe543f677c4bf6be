"""What counts towards the year's targets."""
