"""Files that people sent, and the jobs that work on them."""
