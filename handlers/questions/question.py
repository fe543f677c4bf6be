"""The questions that people ask: what this is and costs, what is kept, and of a campaign where, when, what, whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from handlers.campaigns import CAMPAIGNS, MY_SHIFTS, SIGN_UP, Wish, card
from handlers.campaigns.card import times
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Offer
from handlers.engine.marked import Marked, bold, in_lines
from handlers.engine.text import Text, _, ngettext
from handlers.menu import HELP
from handlers.people import ERASE, JOIN, PROFILE
from handlers.questions import HUMAN, LABELS, QUESTION, Asking
from handlers.reports import MY_RECORD, REPORT
from handlers.typed.times import in_hours
from storage.campaigns import campaigns, sign_ups
from storage.campaigns.records import Campaign
from storage.organisation import units
from storage.reports import my_record as records

MOST_SHIFTS = 3
Line = Text | str | Marked
OF_A_CAMPAIGN = ("place", "bring", "start_time", "contact")


def question(chat: Chat) -> None:
    """Answer what was asked; without a topic, show what can be asked."""
    asking = chat.args(Asking)
    answer = TOPICS.get(asking.topic)
    if answer is not None:
        answer(chat)
        return
    options = [Option(topic, label, topic) for topic, label in LABELS.items()]
    chat.goto(QUESTION, Asking(topic=chat.choose("topic", _("What would you like to know?"), options)))


def what_is_this(chat: Chat) -> None:
    """What this is, and whose."""
    chat.say(
        _(
            "I'm Điểm Danh, the check-in helper of {office}. Here you sign up for volunteer work, check in "
            "when you get there and report what you did, so that your hours count.",
            office=office(chat),
        ),
        offers=first_steps(chat),
    )


def who_are_you(chat: Chat) -> None:
    """That this is a machine, and whose."""
    chat.say(
        _(
            "I'm {office}'s bot, so I don't always understand. To talk to a real person, press here:",
            office=office(chat),
        ),
        offers=[Offer(HUMAN), Offer(HELP)],
    )


def free(chat: Chat) -> None:
    """What it costs; of a campaign, its contact knows about fares and meals."""
    lines: list[Line] = [_("Taking part is free. Nobody collects money through me, and volunteers aren't paid.")]
    campaign = meant(chat, ask=False)
    if campaign is not None:
        lines.append(_("Fares, meals or an allowance for “{title}”? Ask who runs it:", title=campaign.title))
        lines += contact_lines(campaign)
    chat.say(in_lines(map(partial(worded, chat), lines)), offers=first_steps(chat))


def data(chat: Chat) -> None:
    """What is kept of a person, who sees it, and how it goes."""
    offers = [Offer(PROFILE), Offer(ERASE)] if chat.row.member_id is not None else [Offer(JOIN)]
    chat.say(
        _(
            "I keep your name, birth year and unit, your shifts, check-ins and reports with their photos, and where "
            "this chat is. A location becomes a distance and is not kept. Only those who lead your unit or a shift of "
            "yours see it. You can have it erased at any time: verified turns then stay as bare numbers, without you."
        ),
        offers=offers,
    )


def hours(chat: Chat) -> None:
    """How many hours one has, and what the campaign that is meant gives."""
    if chat.row.member_id is None:
        chat.stop(_("Your hours count from your first check-in. Join first, it takes a minute."), offers=[Offer(JOIN)])
    lines: list[Text | str] = []
    if (campaign := meant(chat, ask=False, near=False)) is not None:
        lines += [
            _("{when}: counts {length}", when=chat.words(times(shift)), length=in_hours(shift.minutes))
            for shift in campaigns.shifts_of(chat.tx, campaign.id)[:MOST_SHIFTS]
        ]
    minutes = sum(turn.minutes for turn in records.verified_check_ins(chat.tx, chat.asker))
    lines.append(_("You have {length} verified so far.", length=in_hours(minutes)))
    if waiting := len(records.undecided(chat.tx, chat.asker)):
        lines.append(
            ngettext("{count} more is waiting for your leader.", "{count} more are waiting for your leader.", waiting)
        )
    chat.say("\n".join(map(chat.words, lines)), offers=[Offer(MY_RECORD), Offer(REPORT)])


def of_a_campaign(chat: Chat) -> None:
    """Where it is, what to bring, when it begins or whom to call."""
    if chat.row.member_id is None:
        chat.stop(
            _("Join first, it takes a minute: then I'll show you where, when and with whom."), offers=[Offer(JOIN)]
        )
    campaign = meant(chat, ask=True)
    if campaign is None:
        chat.stop(_("No campaign is open for your unit right now. Please check back later."), offers=[Offer(HUMAN)])
    lines: list[Line] = {
        "place": lambda campaign: place_lines(chat, campaign),
        "bring": bring_lines,
        "start_time": lambda campaign: start_lines(chat, campaign),
        "contact": contact_lines,
    }[chat.args(Asking).topic](campaign)
    said = in_lines([bold(campaign.title), *map(partial(worded, chat), lines)])
    chat.say(said, offers=next_steps(chat, campaign))


def worded(chat: Chat, line: Line) -> Marked:
    """A line of an answer in the chat's language."""
    return line if isinstance(line, Marked) else Marked(chat.words(line))


def place_lines(chat: Chat, campaign: Campaign) -> list[Line]:
    """Where one meets, with the way there, and whom to ask."""
    there = card.place(campaign.place, campaign.latitude, campaign.longitude, chat.words)
    return [there, *card.contact(campaign.contact_name, campaign.contact_phone)]


def bring_lines(campaign: Campaign) -> list[Line]:
    """What to bring."""
    if campaign.bring:
        return [_("What to bring: {bring}", bring=campaign.bring)]
    return [_("Nothing special: water, a hat and clothes you can work in."), *contact_lines(campaign)]


def start_lines(chat: Chat, campaign: Campaign) -> list[Line]:
    """When one's own shifts are; else the next ones."""
    mine = {held.shift_id for held in sign_ups.of_member(chat.tx, chat.asker) if held.ends_at > chat.tx.now}
    shifts = campaigns.shifts_of(chat.tx, campaign.id)
    own = [campaigns.shift(chat.tx, shift_id) for shift_id in sorted(mine)]
    lines: list[Line] = [
        _("You are signed up for {when}", when=chat.words(times(shift)))
        for shift in own
        if shift.campaign_id == campaign.id
    ]
    return lines or [times(shift) for shift in shifts[:MOST_SHIFTS]] or [_("It has no more shifts coming up.")]


def contact_lines(campaign: Campaign) -> list[Line]:
    """Whom to call."""
    known = card.contact(campaign.contact_name, campaign.contact_phone)
    return [*known] or [_("No contact is given: ask {unit}.", unit=campaign.unit_name)]


def meant(chat: Chat, *, ask: bool, near: bool = True) -> Campaign | None:
    """The campaign that is meant: the one named, else one's next shift's, the only open one, or the one chosen."""
    if chat.row.member_id is None:
        return None
    open_campaigns: dict[int, Campaign] = {campaign.id: campaign for campaign in campaigns.open_to(chat.tx, chat.asker)}
    mine = [campaigns.shift(chat.tx, held.shift_id).campaign_id for held in sign_ups.of_member(chat.tx, chat.asker)]
    known = open_campaigns | {id_: campaigns.by_id(chat.tx, id_) for id_ in mine if id_ not in open_campaigns}
    named = chat.args(Asking).of
    if named.isdecimal() and int(named) in known:
        return known[int(named)]
    if near and (mine or len(known) == 1):
        return known[mine[0] if mine else next(iter(known))]
    if not ask or not known:
        return None
    options = [Option(str(id_), campaign.title, campaign) for id_, campaign in known.items()]
    return chat.choose("campaign", _("Which campaign do you mean?"), options)


def office(chat: Chat) -> str:
    """Who runs this: the unit at the top."""
    return " · ".join(unit.name for unit in units.children(chat.tx, None)[:2]) or "Điểm Danh"


def first_steps(chat: Chat) -> list[Offer]:
    """What one does first here."""
    return [Offer(JOIN), Offer(HELP)] if chat.row.member_id is None else [Offer(CAMPAIGNS), Offer(HELP)]


def next_steps(chat: Chat, campaign: Campaign) -> list[Offer]:
    """What one does next about a campaign."""
    offers = [Offer(QUESTION, Asking(topic=topic, of=str(campaign.id)), LABELS[topic]) for topic in OF_A_CAMPAIGN]
    asked = chat.args(Asking).topic
    others = [offer for offer, topic in zip(offers, OF_A_CAMPAIGN, strict=True) if topic != asked]
    taken = {campaigns.shift(chat.tx, held.shift_id).campaign_id for held in sign_ups.of_member(chat.tx, chat.asker)}
    sign_up = [] if campaign.id in taken else [Offer(SIGN_UP, Wish(of=str(campaign.id)))]
    return [*sign_up, *others, Offer(MY_SHIFTS)]


TOPICS: Mapping[str, Callable[[Chat], None]] = {
    "what_is_this": what_is_this,
    "who_are_you": who_are_you,
    "free": free,
    "data": data,
    "hours": hours,
    **dict.fromkeys(OF_A_CAMPAIGN, of_a_campaign),
}
