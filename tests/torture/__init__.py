"""What goes wrong, played long against the real process; a slice of each runs with the tests."""
