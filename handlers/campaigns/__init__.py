"""Campaigns and their shifts: opening, running, joining them."""
