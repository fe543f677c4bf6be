"""A person to turn to: those who lead one's unit, and who runs the next shift."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.engine.chat import Chat
from handlers.engine.conversation import Offer
from handlers.engine.text import Text, _
from handlers.menu import HELP
from handlers.menu.help import whom_to_ask
from handlers.people import JOIN
from storage.campaigns import campaigns, sign_ups


def human(chat: Chat) -> None:
    """Say whom to call."""
    first = [] if chat.row.member_id is not None else [Offer(JOIN)]
    chat.say("\n".join(map(chat.words, whom(chat))), offers=[*first, Offer(HELP)])


def whom(chat: Chat) -> Iterator[Text]:
    """The leaders, then the contact of the next shift, with the numbers to call."""
    if chat.row.member_id is None:
        yield _("It's best to ask somebody in your own branch: its secretary, or whoever sent you the link.")
        return
    whom_above = whom_to_ask(chat)
    yield (
        whom_above if whom_above is not None else _("There is nobody above you here: you are the one that others ask.")
    )
    for held in sign_ups.of_member(chat.tx, chat.asker)[:1]:
        campaign = campaigns.by_id(chat.tx, campaigns.shift(chat.tx, held.shift_id).campaign_id)
        who = " ".join(filter(None, [campaign.contact_name, campaign.contact_phone]))
        if who:
            yield _("For “{title}”: {who}", title=campaign.title, who=who)
