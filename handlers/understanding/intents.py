"""The intents that are no conversation's, and what a chance must be to stand whatever else is said. Pure."""

from __future__ import annotations

NONE, SMALLTALK, ASK_HUMAN, ANSWER, STOP, BACK = "none", "smalltalk", "ask_human", "answer", "stop", "back"
CERTAIN = 0.9  # one so likely stands, whatever else is said
