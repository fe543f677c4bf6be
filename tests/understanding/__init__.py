"""Sets of utterances, and how well they are understood."""
