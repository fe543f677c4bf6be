"""People: joining, the profile, being erased."""
