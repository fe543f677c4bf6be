"""Questions that people ask in their own words, answered from what is stored; and where to find a person."""

from __future__ import annotations

from typing import Self

from handlers.engine.conversation import Args, Conversation
from handlers.engine.text import Text, _
from handlers.menu import ASKING


class Asking(Args):
    """What is asked (a topic of `question.TOPICS`), and of which campaign, by its id; "" for the one that is meant."""

    topic: str = ""
    of: str = ""

    @classmethod
    def typed(cls, rest: str) -> Self:
        """The topic, then perhaps the campaign."""
        topic, _space, of = rest.partition(" ")
        return cls(topic=topic, of=of.strip())

    def text(self) -> str:
        """Both."""
        return f"{self.topic} {self.of}".strip()


LABELS: dict[str, Text] = {
    "place": _("Where is it?"),
    "start_time": _("When does it start?"),
    "bring": _("What should I bring?"),
    "contact": _("Who do I call?"),
    "hours": _("How many hours do I have?"),
    "free": _("Does it cost anything?"),
    "data": _("What do you keep about me?"),
    "what_is_this": _("What is this?"),
    "who_are_you": _("Who are you?"),
}
QUESTION = Conversation(
    "question", ("hoi", "ask"), _("Ask a question"), needs=None, args=Asking, group=ASKING, icon="💬"
)
HUMAN = Conversation(
    "human", ("gapnguoi", "human"), _("Talk to a person"), needs=None, group=ASKING, icon="🙋", short=_("A person")
)
