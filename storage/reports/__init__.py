"""Reports, their verification, and what was done by whom."""
