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
from handlers.typed.hours import two_times
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
EVERY = frozenset(moment for moments in GROUPS.values() for moment in moments)
FOR_LEADERS = frozenset({"prepare"})
NAMES: dict[str, Text] = {
    "anniversaries": _("Anniversaries"),
    "campaign_days": _("Campaigns and campaign days"),
    "shifts": _("My shifts: the day before, two hours before, when check-in opens"),
    "reports": _("After a shift: to report"),
}
SHORT_NAMES: dict[str, Text] = {**NAMES, "shifts": _("Shifts of mine"), "reports": _("To report")}
MOMENTS: dict[str, Text] = {
    "anniversary": _("on the day"),
    "prepare": _("ahead, to prepare"),
    "week-before": _("a week before"),
    "eve": _("the day before"),
    "opening": _("on the day"),
    "day-before": _("the day before"),
    "two-hours-before": _("two hours before"),
    "check-in-opens": _("when check-in opens"),
    "report": _("right after the shift"),
    "report-again": _("once more, two days later"),
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
    "shifts": _("Turn off shift reminders"),
    "reports": _("Turn off report reminders"),
}
NO_QUIET = QuietHours("00:00", "00:00")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person wishes, as it stands in the conversation: the moments that they want, and their quiet hours."""

    on: frozenset[str]
    quiet: QuietHours

    @classmethod
    def of(cls, chat: Chat) -> Chosen:
        """What was chosen before."""
        wishes = reminders.of(chat.tx, chat.asker)
        return cls(frozenset(filter(wishes.wants, EVERY)), wishes.quiet)


def change(chat: Chat) -> None:
    """Turn reminders on and off and set the quiet hours, until the person saves."""
    before = chosen = Chosen.of(chat)
    for number in count():
        text = question(chat, chosen, changed=chosen != before)
        word = chat.choose(f"word:{number}", text, options(chat, chosen, before))
        if word == "save":
            break
        chosen = changed(chat, number, word, chosen)
    keep(chat, chosen)
    chat.say(
        _("Saved. If one of your shifts is moved or cancelled, I'll still tell you."),
        offers=[Offer(COMING), Offer(REMINDERS)],
    )


def question(chat: Chat, chosen: Chosen, *, changed: bool) -> str:
    """The settings as they are, or as they would be."""
    lines: list[Text | str] = [_("New settings:") if changed else _("Your reminders:")]
    lines += [line(chat, group, chosen) for group in GROUPS]
    if chosen.quiet.begins == chosen.quiet.ends:
        lines.append(_("Quiet hours: none"))
    else:
        lines.append(_("Quiet hours: {begins} to {ends}", begins=chosen.quiet.begins, ends=chosen.quiet.ends))
    if chat.asker.rank >= Role.LEADER:
        lines.append(_("Your digest is set elsewhere: /digest"))
    lines += ["", _("What would you like to change?") if not changed else _("Anything else, or should I save this?")]
    return "\n".join(map(chat.words, lines))


def line(chat: Chat, group: str, chosen: Chosen) -> str:
    """A group, whether it is on, and of one that is on in part which of its moments are."""
    moments = own_moments(chat, group)
    on = [moment for moment in moments if moment in chosen.on]
    name = chat.words(NAMES[group])
    if on and len(on) < len(moments):
        wanted = ", ".join(chat.words(MOMENTS[moment]) for moment in on)
        name = chat.words(_("{group}: only {moments}", group=SHORT_NAMES[group], moments=wanted))
    return f"{'✓' if on else '✗'} {name}"


def own_moments(chat: Chat, group: str) -> list[str]:
    """The moments of a group that this person may be reminded at."""
    leads = chat.asker.rank >= Role.LEADER
    return [moment for moment in GROUPS[group] if leads or moment not in FOR_LEADERS]


def options(chat: Chat, chosen: Chosen, before: Chosen) -> list[Option[str]]:
    """What can be done; saving comes first once something has changed."""
    changes = [Option("save", _("Save"), "save")] if chosen != before else []
    changes += [
        Option(f"off:{group}", SWITCH_OFF[group], group)
        if chosen.on.intersection(own_moments(chat, group))
        else Option(f"on:{group}", SWITCH_ON[group], group)
        for group in GROUPS
    ]
    changes.append(Option("quiet", _("Change the quiet hours"), "quiet"))
    changes.append(Option("moments", _("Choose when, one by one"), "moments"))
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
            return replace(chosen, on=EVERY)
        case "quiet":
            return replace(chosen, quiet=ask_quiet(chat, number))
        case "moments":
            return replace(chosen, on=one_by_one(chat, number, chosen.on))
        case group:
            moments = frozenset(GROUPS[group])
            off = chosen.on.intersection(own_moments(chat, group))
            return replace(chosen, on=chosen.on - moments if off else chosen.on | moments)


def one_by_one(chat: Chat, number: int, on: frozenset[str]) -> frozenset[str]:
    """The moments that are wanted once those of one group have been looked at, one press for each."""
    several = [group for group in GROUPS if len(own_moments(chat, group)) > 1]
    groups = [Option(group, SHORT_NAMES[group], group) for group in several]
    group = chat.choose(f"group:{number}", _("Which reminders?"), groups)
    for press in count():
        moments = own_moments(chat, group)
        marked = [
            Option(
                f"{'off' if moment in on else 'on'}:{moment}",
                _("{mark} {moment}", mark="✓" if moment in on else "✗", moment=MOMENTS[moment]),
                moment,
            )
            for moment in moments
        ]
        text = _("{group}: when? A press turns one on or off.", group=SHORT_NAMES[group])
        moment = chat.choose(f"moment:{number}:{press}", text, [*marked, Option("done", _("That is all"), "done")])
        if moment == "done":
            break
        on ^= {moment}
    return on


def keep(chat: Chat, chosen: Chosen) -> None:
    """Store what has changed."""
    stored = reminders.of(chat.tx, chat.asker)
    if chosen.quiet != stored.quiet:
        reminders.set_quiet(chat.tx, chat.asker, chosen.quiet)
    wanted = {EVERYTHING: bool(chosen.on), **{moment: moment in chosen.on for moment in sorted(EVERY)}}
    for moment, wants in wanted.items():
        if wants != (moment not in stored.unwanted):
            reminders.want(chat.tx, chat.asker, moment, wanted=wants)


# Quiet hours ---------------------------------------------------------------------------------------------------------

_NONE = {"khong", "khong can", "khong co", "khong can gio yen lang", "none", "no", "no quiet hours"}


def ask_quiet(chat: Chat, number: int) -> QuietHours:
    """Ask for the quiet hours."""
    return chat.ask(
        f"quiet:{number}",
        _("When should I stay quiet? For example 22:00 - 06:00."),
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
        raise Bad(_("Both times are the same. If you don't want quiet hours, answer “no”."))
    return QuietHours(f"{typed.begins:%H:%M}", f"{typed.ends:%H:%M}")
