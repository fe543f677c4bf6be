"""Campaigns, their shifts, and the seats on them."""
