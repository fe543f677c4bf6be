"""Reminders: what a person wishes to be told, and the hours in which nothing is sent to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count

from handlers.engine.chat import Bad, Chat, Option
from handlers.engine.conversation import Offer
from handlers.engine.text import Text, _
from handlers.plan import COMING
from handlers.reminders import REMINDERS
from handlers.typed.times import two_times
from storage.records import Role
from storage.reminders import reminders
from storage.reminders.reminders import EVERYTHING, QuietHours
from storage.text import fold

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
    """Turn reminders on and off and set the quiet hours, until the person saves."""
    before = chosen = Chosen.of(chat)
    for number in count():
        word = chat.choose(f"word:{number}", question(chat, chosen, changed=chosen != before), options(chosen, before))
        if word == "save":
            break
        chosen = changed(chat, number, word, chosen)
    keep(chat, before, chosen)
    chat.say(
        _("Kept. Should one of your shifts be moved or cancelled, I tell you all the same."),
        offers=[Offer(COMING), Offer(REMINDERS)],
    )


def question(chat: Chat, chosen: Chosen, *, changed: bool) -> str:
    """The settings as they are, or as they would be."""
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
    """What can be done; saving comes first once something has changed."""
    changes = [Option("save", _("Keep it so"), "save")] if chosen != before else []
    changes += [
        Option(f"off:{group}", SWITCH_OFF[group], group)
        if group in chosen.on
        else Option(f"on:{group}", SWITCH_ON[group], group)
        for group in GROUPS
    ]
    changes.append(Option("quiet", _("Change the quiet hours"), "quiet"))
    if chosen.on:
        changes.append(Option("nothing", _("Nothing at all"), "nothing"))
    else:
        changes.append(Option("everything", _("Everything again"), "everything"))
    return changes


def changed(chat: Chat, number: int, word: str, chosen: Chosen) -> Chosen:
    """The settings after one more change."""
    match word:
        case "nothing":
            return replace(chosen, on=frozenset())
        case "everything":
            return replace(chosen, on=frozenset(GROUPS))
        case "quiet":
            return replace(chosen, quiet=ask_quiet(chat, number))
        case group:
            return replace(chosen, on=chosen.on ^ {group})


def keep(chat: Chat, before: Chosen, chosen: Chosen) -> None:
    """Store what has changed."""
    if chosen.quiet != before.quiet:
        reminders.set_quiet(chat.tx, chat.asker, chosen.quiet)
    reminders.want(chat.tx, chat.asker, EVERYTHING, wanted=bool(chosen.on))
    for group, moments in GROUPS.items():
        if (group in chosen.on) != (group in before.on) or chosen.on:
            for moment in moments:
                reminders.want(chat.tx, chat.asker, moment, wanted=group in chosen.on)


# Quiet hours ---------------------------------------------------------------------------------------------------------

_NONE = {"khong", "khong can", "khong co", "khong can gio yen lang", "none", "no", "no quiet hours"}


def ask_quiet(chat: Chat, number: int) -> QuietHours:
    """Ask for the quiet hours."""
    return chat.ask(
        f"quiet:{number}",
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
    if fold(text) in _NONE:
        return NO_QUIET
    typed = two_times(text)
    if typed is None:
        raise Bad(_("I need two times of day, such as 21:00 - 06:30 or 22h-6h."))
    if typed.begins == typed.ends:
        raise Bad(_("Both times are the same. Should there be no quiet hours, answer “no”."))
    return QuietHours(f"{typed.begins:%H:%M}", f"{typed.ends:%H:%M}")
