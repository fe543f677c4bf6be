"""The day itself: checking in, the code, the roster."""
