"""What a leader sees of an item to decide on, with claimed and corrected figures side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers import labels
from handlers.engine.chat import Chat
from handlers.engine.text import Text, _, ngettext
from handlers.reports import Verifying
from handlers.typed import amounts, times
from storage.people import requests
from storage.people.requests import Request
from storage.reports import verification
from storage.reports.notices import Correction
from storage.reports.verification import Awaiting, NotOver, SentBack

COUNTED_UP_TO = 100
SENT_BACK_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a check-in or report, the most that each may be, and what a returned report had claimed before."""

    minutes: int
    quantities: Mapping[str, int]
    most: Mapping[str, int]
    before: Mapping[str, int]

    @classmethod
    def of(cls, chat: Chat, item: Awaiting) -> Figures:
        """The figures as claimed."""
        claims = verification.claimed_in(chat.tx, item)
        return cls(
            item.minutes,
            {claim.quantity: claim.claimed for claim in claims},
            {claim.quantity: claim.most for claim in claims},
            {claim.quantity: claim.before for claim in claims if claim.before is not None},
        )

    def as_before(self, item: Awaiting) -> Figures:
        """The same, but none larger than in the report that was returned, or than the check-in was verified with."""
        known = [self.minutes, item.minutes_before, item.minutes_decided]
        return replace(
            self,
            minutes=min(minutes for minutes in known if minutes is not None),
            quantities={what: min(number, self.before.get(what, number)) for what, number in self.quantities.items()},
        )

    def corrected_from(self, claimed: Figures) -> tuple[Correction, ...]:
        """What counts otherwise than it was claimed."""
        pairs = [("minutes", claimed.minutes, self.minutes)]
        pairs += [(what, claimed.quantities[what], number) for what, number in self.quantities.items()]
        return tuple(Correction(what=what, claimed=was, counts=now) for what, was, now in pairs if was != now)

    def with_minutes(self, minutes: int) -> Figures:
        """The same with another length."""
        return replace(self, minutes=minutes)

    def with_quantity(self, quantity: str, number: int) -> Figures:
        """The same with one quantity corrected."""
        return replace(self, quantities={**self.quantities, quantity: number})


def item(chat: Chat, shown: Awaiting, claimed: Figures, counting: Figures) -> str:
    """A check-in or report, as its verifier sees it."""
    lines: list[Text | str] = [
        waiting(chat),
        "",
        _("{member}, {unit}", member=shown.member, unit=shown.unit),
        _("“{title}”", title=shown.title),
        _("{start:date}, {start:time} to {end:time}", start=shown.starts_at, end=shown.ends_at),
        proof(shown),
        *doubts(shown),
        "",
        *counted(shown, claimed, counting),
    ]
    if shown.note:
        lines.append(_("Note: {note}", note=shown.note))
    lines += missing_photos(chat, shown)
    return "\n".join(chat.words(line) for line in lines)


def missing_photos(chat: Chat, shown: Awaiting) -> list[Text]:
    """What is to be said of photos that cannot be shown: not here yet, or lost at their vendor."""
    states = Counter(photo.state for photo in verification.photos(chat.tx, shown))
    coming, lost = states["wanted"], states["lost"]
    lines = []
    if coming:
        lines.append(ngettext("{count} photo is still on its way.", "{count} photos are still on their way.", coming))
    if lost:
        lines.append(ngettext("{count} photo could not be fetched.", "{count} photos could not be fetched.", lost))
    return lines


def waiting(chat: Chat) -> Text:
    """How many items await the asker's decision, without the check-ins whose report they have just returned."""
    passed = chat.args(Verifying).passed
    items = verification.awaiting(chat.tx, chat.asker, COUNTED_UP_TO + 1 + len(passed))
    number = sum(item.key not in passed for item in items)
    number += len(requests.waiting_for(chat.tx, chat.asker))
    if number > COUNTED_UP_TO:
        return _("More than {count} are waiting for you.", count=COUNTED_UP_TO)
    return ngettext("{count} is waiting for you.", "{count} are waiting for you.", number)


def not_over(shift: NotOver) -> Text:
    """What will await a decision at the end of a shift that is still on."""
    return ngettext(
        "“{title}” is on until {ends:moment}: then {count} check-in comes here.",
        "“{title}” is on until {ends:moment}: then {count} check-ins come here.",
        shift.count,
        title=shift.title,
        ends=shift.ends_at,
    )


def sent_back(report: SentBack) -> Text:
    """A report that waits for its sender."""
    return _(
        "• {member}, “{title}” {day:short}: {length}",
        member=report.member,
        title=report.title,
        day=report.starts_at,
        length=times.in_hours(report.minutes),
    )


def all_sent_back(chat: Chat) -> str | None:
    """Which reports wait for their senders, in a few lines; None where there are none."""
    reports = verification.sent_back(chat.tx, chat.asker, SENT_BACK_SHOWN)
    if not reports:
        return None
    lines = [_("Returned, and not sent again yet:"), *map(sent_back, reports)]
    if reports[0].count > len(reports):
        lines.append(_("… and {more} more", more=reports[0].count - len(reports)))
    return "\n".join(map(chat.words, lines))


def larger(chat: Chat, item: Awaiting, claimed: Figures) -> str:
    """What is asked before a report counts that came back larger."""
    lines = [
        _("{member} reports more than before. Count all of it?", member=item.member),
        *counted(item, claimed, claimed)[1:],
    ]
    return "\n".join(map(chat.words, lines))


def proof(shown: Awaiting) -> Text:
    """When they checked in and by what, and whether that was verified before."""
    checked_in = labels.checked_in(shown.proof, shown.checked_in_at)
    return _("{check_in}, verified", check_in=checked_in) if shown.check_in_state == "verified" else checked_in


def doubts(shown: Awaiting) -> list[Text]:
    """What a verifier should look at twice."""
    lines = []
    if shown.weak:
        lines.append(_("⚠ A weak location: a pin that was sent, which may be forwarded, or an inexact one"))
    if shown.distance_m is not None:
        lines.append(_("{metres} m from the place", metres=shown.distance_m))
    if shown.walk_in:
        lines.append(_("Came without signing up"))
    if shown.also_at is not None:
        lines.append(_("⚠ Also checked in at “{title}” in the same hours", title=shown.also_at))
    return lines


def counted(shown: Awaiting, claimed: Figures, counting: Figures) -> list[Text]:
    """The figures, each with the claimed one next to it where it was corrected."""
    by_shift = shown.report_id is None
    lines = [figure(_("Hours"), times.in_hours(claimed.minutes), times.in_hours(counting.minutes), by_shift=by_shift)]
    if shown.minutes_before is not None and shown.minutes_before < claimed.minutes:
        lines.append(more_than_before(times.in_hours(shown.minutes_before)))
    if shown.minutes_decided is not None and shown.minutes_decided < claimed.minutes:
        lines.append(_("  ⚠ The check-in was verified with {length}", length=times.in_hours(shown.minutes_decided)))
    for what, number in counting.quantities.items():
        lines.append(figure(labels.quantity(what), amounts.shown(claimed.quantities[what]), amounts.shown(number)))
        if what in claimed.before and claimed.before[what] < claimed.quantities[what]:
            lines.append(more_than_before(amounts.shown(claimed.before[what])))
    return [heading(shown), *lines]


def more_than_before(before: Text) -> Text:
    """What is said of a figure that came back larger than when its report was returned."""
    return _("  ⚠ More than in the report that was returned: {before}", before=before)


def heading(shown: Awaiting) -> Text:
    """Where the figures come from."""
    if shown.report_id is not None:
        return _("They report:")
    return _("No report yet; by the shift:")


def figure(what: Text | str, claimed: Text, counting: Text, *, by_shift: bool = False) -> Text:
    """One figure, with what it was before a correction: claimed, or the shift's own."""
    if claimed == counting:
        return _("• {what}: {number}", what=what, number=counting)
    if by_shift:
        return _("• {what}: {number} (the shift: {claimed})", what=what, number=counting, claimed=claimed)
    return _("• {what}: {number} (they said {claimed})", what=what, number=counting, claimed=claimed)


def request(shown: Request) -> Text:
    """A request, as a question."""
    if shown.kind == "move":
        return _(
            "{member} ({born}), now of {old}, would like to move to {unit}. Do you accept?",
            member=shown.member_name,
            born=born(shown.member_born),
            old=shown.member_unit,
            unit=shown.unit_name,
        )
    return ngettext(
        "{member} ({born}) says that they are {entered} ({entered_born}), who was written down at {unit} and has "
        "{count} turn. Is it the same person?",
        "{member} ({born}) says that they are {entered} ({entered_born}), who was written down at {unit} and has "
        "{count} turns. Is it the same person?",
        shown.entered_check_ins,
        member=shown.member_name,
        born=born(shown.member_born),
        entered=shown.entered_name,
        entered_born=born(shown.entered_born),
        unit=shown.unit_name,
    )


def born(year: int | None) -> Text:
    """A year of birth, where it is known."""
    return _("born {year:plain}", year=year) if year is not None else _("year of birth unknown")
