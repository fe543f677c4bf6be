"""Announcements to many."""
