"""What takes minutes: every fault of a kind, by the thousand. Slices of it run with the other tests."""
