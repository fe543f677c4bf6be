"""What there is to say, to whom and when; and what is due now."""
