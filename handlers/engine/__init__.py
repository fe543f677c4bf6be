"""The conversation engine: it knows no campaign, no unit and no table of theirs."""
