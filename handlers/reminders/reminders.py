"""Reminders: what a person wishes to be told, and the hours in which nothing is sent to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count

from handlers.engine.chat import Bad, Chat, Option
from handlers.engine.conversation import Offer
from handlers.engine.text import Text, _
from handlers.plan import COMING
from handlers.reminders import REMINDERS
from storage.records import Role
from storage.reminders import reminders
from storage.reminders.reminders import EVERYTHING, QuietHours
from storage.text import fold, tidy

# What is switched on and off together; the moments are those of schedules/due/occasions.py.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "anniversaries": ("anniversary", "prepare"),
    "campaign_days": ("week-before", "eve", "opening"),
    "shifts": ("day-before", "two-hours-before", "check-in-opens"),
    "reports": ("report", "report-again"),
}
NAMES: dict[str, Text] = {
    "anniversaries": _("Anniversaries"),
    "campaign_days": _("Campaigns and campaign days"),
    "shifts": _("My shifts: the day before, two hours before, when check-in opens"),
    "reports": _("After a shift: to report"),
}
SWITCH_ON: dict[str, Text] = {
    "anniversaries": _("Remind me of anniversaries"),
    "campaign_days": _("Remind me of campaign days"),
    "shifts": _("Remind me of my shifts"),
    "reports": _("Remind me to report"),
}
SWITCH_OFF: dict[str, Text] = {
    "anniversaries": _("No anniversaries"),
    "campaign_days": _("No campaign days"),
    "shifts": _("Not of my shifts"),
    "reports": _("Not to report"),
}
NO_QUIET = QuietHours("00:00", "00:00")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person wishes, as it stands in the conversation."""

    on: frozenset[str]
    quiet: QuietHours

    @classmethod
    def of(cls, chat: Chat) -> Chosen:
        """What was chosen before."""
        wishes = reminders.of(chat.tx, chat.asker)
        on = {group for group, moments in GROUPS.items() if any(map(wishes.wants, moments))}
        return cls(frozenset(on), wishes.quiet)


def change(chat: Chat) -> None:
    """Switch reminders on and off and set the quiet hours, until all is as wished; then keep it."""
    before = chosen = Chosen.of(chat)
    for turn in count():
        word = chat.choose(f"word:{turn}", question(chat, chosen, changed=chosen != before), options(chosen, before))
        if word == "save":
            break
        chosen = changed(chat, turn, word, chosen)
    keep(chat, before, chosen)
    chat.say(
        _("Kept. Should one of your shifts be moved or cancelled, I tell you all the same."),
        offers=[Offer(COMING), Offer(REMINDERS)],
    )


def question(chat: Chat, chosen: Chosen, *, changed: bool) -> str:
    """Everything as it is, or would be."""
    lines: list[Text | str] = [_("So it would be:") if changed else _("So it is now:")]
    lines += [f"{'✓' if group in chosen.on else '✗'} {chat.words(name)}" for group, name in NAMES.items()]
    if chosen.quiet.begins == chosen.quiet.ends:
        lines.append(_("Quiet hours: none"))
    else:
        lines.append(_("Quiet hours: {begins} to {ends}", begins=chosen.quiet.begins, ends=chosen.quiet.ends))
    if chat.asker.rank >= Role.LEADER:
        lines.append(_("Your digest is set elsewhere: /bantin"))
    lines += ["", _("What shall I change?") if not changed else _("Anything else, or shall I keep it so?")]
    return "\n".join(map(chat.words, lines))


def options(chosen: Chosen, before: Chosen) -> list[Option[str]]:
    """What can be done; keeping it comes first once something is changed."""
    found = [Option("save", _("Keep it so"), "save")] if chosen != before else []
    found += [
        Option(f"off:{group}", SWITCH_OFF[group], group)
        if group in chosen.on
        else Option(f"on:{group}", SWITCH_ON[group], group)
        for group in GROUPS
    ]
    found.append(Option("quiet", _("Change the quiet hours"), "quiet"))
    if chosen.on:
        found.append(Option("nothing", _("Nothing at all"), "nothing"))
    else:
        found.append(Option("everything", _("Everything again"), "everything"))
    return found


def changed(chat: Chat, turn: int, word: str, chosen: Chosen) -> Chosen:
    """What it would be after one more change."""
    match word:
        case "nothing":
            return replace(chosen, on=frozenset())
        case "everything":
            return replace(chosen, on=frozenset(GROUPS))
        case "quiet":
            return replace(chosen, quiet=ask_quiet(chat, turn))
        case group:
            return replace(chosen, on=chosen.on ^ {group})


def keep(chat: Chat, before: Chosen, chosen: Chosen) -> None:
    """Write down what is different now."""
    if chosen.quiet != before.quiet:
        reminders.set_quiet(chat.tx, chat.asker, chosen.quiet)
    reminders.want(chat.tx, chat.asker, EVERYTHING, wanted=bool(chosen.on))
    for group, moments in GROUPS.items():
        if (group in chosen.on) != (group in before.on) or chosen.on:
            for moment in moments:
                reminders.want(chat.tx, chat.asker, moment, wanted=group in chosen.on)


# Quiet hours ---------------------------------------------------------------------------------------------------------

_NONE = {"khong", "khong can", "khong co", "khong can gio yen lang", "none", "no", "no quiet hours"}
_POINT = re.compile(r"(?<=\d)[:.](?=\d)")
_DASH = re.compile("[-–—→>]")
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:(?:h|g)(?P<minute>\d{2})|\s*gio\s*(?P<after>\d{2})(?!\s*(?:h|g))|\s*(?:h|g|gio)\b)?"
    r"(?:\s*phut|\s*(?P<half>ruoi))?(?:\s*(?P<part>sang|am|trua|chieu|dem|khuya|pm|toi(?!\s*\d)))?"
)
_AFTERNOON = {  # the hours that these words move to the afternoon; twelve at night is midnight
    "trua": range(1, 6),
    "chieu": range(1, 12),
    "toi": range(1, 12),
    "pm": range(1, 12),
    "dem": range(6, 13),
    "khuya": range(6, 13),
}
_BETWEEN = {"tu", "luc", "den", "toi", "to", "from", "until", "till", "va", "and", "hom", "sau"}


def ask_quiet(chat: Chat, turn: int) -> QuietHours:
    """Ask for the quiet hours."""
    return chat.ask(
        f"quiet:{turn}",
        _("In which hours shall I keep quiet? For example 22:00 - 06:00."),
        hours_of,
        hints=["21:00 - 06:30", "22:00 - 06:00", _("No quiet hours")],
        again=lambda stored: QuietHours(*stored),
    )


def hours_of(text: str) -> QuietHours:
    """Quiet hours as people type them: "22h-6h", "21:00 - 06:30", "10 giờ tối đến 6 giờ sáng", "không".

    Raises:
        Bad: it is not two times of day, or twice the same.
    """
    evening = tidy(text).lower().replace("tối", "pm")  # unaccented it may also be “tới”, until
    typed = fold(_POINT.sub("h", _DASH.sub(" den ", evening)))
    if typed in _NONE:
        return NO_QUIET
    found = [_clock(match) for match in _TIME.finditer(typed)]
    left = set(_TIME.sub(" ", typed).split())
    if len(found) != 2 or None in found or left - _BETWEEN:
        raise Bad(_("I need two times of day, such as 21:00 - 06:30 or 22h-6h."))
    begins, ends = (one or "" for one in found)
    if begins == ends:
        raise Bad(_("Both times are the same. Should there be no quiet hours, answer “no”."))
    return QuietHours(begins, ends)


def _clock(match: re.Match[str]) -> str | None:
    """A time of day as "06:30"; None where there is no such time."""
    hour, minute = int(match["hour"]), int(match["minute"] or match["after"] or (30 if match["half"] else 0))
    if hour in _AFTERNOON.get(match["part"] or "", ()):
        hour += 12
    elif hour == 12 and match["part"] in {"sang", "am"}:
        hour = 0
    hour %= 24 if hour <= 24 else 100
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None
