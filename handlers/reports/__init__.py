"""What was done: reports, their verification, and the record of it."""
