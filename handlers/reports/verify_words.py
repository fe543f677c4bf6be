"""What a leader is shown of a thing that awaits their word, with claimed and corrected figures beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers.attendance import proofs
from handlers.campaigns import labels
from handlers.engine.chat import Chat
from handlers.engine.text import Text, _, ngettext
from handlers.reports import Verifying
from handlers.typed import amounts, times
from storage.people import requests
from storage.people.requests import Request
from storage.reports import verification
from storage.reports.verification import Awaiting

COUNTED_UP_TO = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a check-in or report, and the most that each may be."""

    minutes: int
    quantities: Mapping[str, int]
    most: Mapping[str, int]

    @classmethod
    def of(cls, chat: Chat, item: Awaiting) -> Figures:
        """The figures as claimed."""
        found = verification.claimed_in(chat.tx, item)
        return cls(
            item.minutes, {one.quantity: one.claimed for one in found}, {one.quantity: one.most for one in found}
        )

    def with_minutes(self, minutes: int) -> Figures:
        """The same with another length."""
        return replace(self, minutes=minutes)

    def with_quantity(self, quantity: str, number: int) -> Figures:
        """The same with one quantity corrected."""
        return replace(self, quantities={**self.quantities, quantity: number})


def item(chat: Chat, shown: Awaiting, claimed: Figures, counts: Figures) -> str:
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
        *counted(shown, claimed, counts),
    ]
    if shown.note:
        lines.append(_("Note: {note}", note=shown.note))
    lines += missing_photos(chat, shown)
    return "\n".join(chat.words(line) for line in lines)


def missing_photos(chat: Chat, shown: Awaiting) -> list[Text]:
    """What is to be said of photos that cannot be shown: not here yet, or lost at their vendor."""
    states = Counter(photo.state for photo in verification.photos(chat.tx, shown))
    coming, lost = states["wanted"], states["lost"]
    found = []
    if coming:
        found.append(ngettext("{count} photo is still on its way.", "{count} photos are still on their way.", coming))
    if lost:
        found.append(ngettext("{count} photo could not be fetched.", "{count} photos could not be fetched.", lost))
    return found


def waiting(chat: Chat) -> Text:
    """How much awaits the asker's word, without the check-ins whose report they have just returned."""
    passed = chat.args(Verifying).passed
    items = verification.awaiting(chat.tx, chat.asker, COUNTED_UP_TO + 1 + len(passed))
    found = sum(item.key not in passed for item in items)
    found += len(requests.waiting_for(chat.tx, chat.asker))
    if found > COUNTED_UP_TO:
        return _("More than {count} await your word.", count=COUNTED_UP_TO)
    return ngettext("{count} awaits your word.", "{count} await your word.", found)


def proof(shown: Awaiting) -> Text:
    """When they checked in and by what, and whether that was verified before."""
    told = proofs.sentence(shown.proof, shown.checked_in_at)
    return _("{check_in}, verified", check_in=told) if shown.check_in_state == "verified" else told


def doubts(shown: Awaiting) -> list[Text]:
    """What a verifier should look at twice."""
    found = []
    if shown.weak:
        found.append(_("⚠ The location was a sent pin, which may be forwarded"))
    if shown.distance_m is not None:
        found.append(_("{metres} m from the place", metres=shown.distance_m))
    if shown.walk_in:
        found.append(_("Came without signing up"))
    if shown.also_at is not None:
        found.append(_("⚠ Also checked in at “{title}” in the same hours", title=shown.also_at))
    return found


def counted(shown: Awaiting, claimed: Figures, counts: Figures) -> list[Text]:
    """The figures, each with the claimed one beside it where it was corrected."""
    by_shift = shown.report_id is None
    found = [figure(_("Hours"), times.in_hours(claimed.minutes), times.in_hours(counts.minutes), by_shift=by_shift)]
    for what, number in counts.quantities.items():
        found.append(figure(labels.quantity(what), amounts.shown(claimed.quantities[what]), amounts.shown(number)))
    return [heading(shown), *found]


def heading(shown: Awaiting) -> Text:
    """Where the figures come from."""
    if shown.report_id is not None:
        return _("They report:")
    if shown.report_returned:
        return _("Their report was returned and is still to come again; by the shift:")
    return _("No report yet; by the shift:")


def figure(what: Text | str, claimed: Text, counts: Text, *, by_shift: bool = False) -> Text:
    """One figure, with what it was before a correction: claimed, or the shift's own."""
    if claimed == counts:
        return _("• {what}: {number}", what=what, number=counts)
    if by_shift:
        return _("• {what}: {number} (the shift: {claimed})", what=what, number=counts, claimed=claimed)
    return _("• {what}: {number} (they said {claimed})", what=what, number=counts, claimed=claimed)


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
        shown.entered_turns,
        member=shown.member_name,
        born=born(shown.member_born),
        entered=shown.entered_name,
        entered_born=born(shown.entered_born),
        unit=shown.unit_name,
    )


def born(year: int | None) -> Text:
    """A year of birth, where it is known."""
    return _("born {year:plain}", year=year) if year is not None else _("year of birth unknown")
