"""A campaign that is to be opened, exactly as members will see it, with what only its organiser sees below."""

from __future__ import annotations

from datetime import timedelta

from handlers import labels
from handlers.campaigns import card, quantities
from handlers.campaigns.edit_setup import opening
from handlers.campaigns.sign_up import shift_label
from handlers.engine.chat import Chat
from handlers.engine.marked import Marked, in_lines
from handlers.engine.text import Text, _
from handlers.typed.shift_times import Span
from schedules.plan import plan
from storage.campaigns.records import Campaign, CampaignDraft, Quantity, Shift
from storage.organisation.records import Unit

LINES: tuple[tuple[str, Text], ...] = (
    ("title", _("Name")),
    ("about", _("What it is")),
    ("when", _("Days")),
    ("hours", _("Hours")),
    ("capacity", _("Seats")),
    ("place", _("Place")),
    ("contact", _("Contact")),
    ("proof", _("Check-in")),
    ("counts", _("What we count")),
    ("bring", _("What to bring")),
    ("walk_ins", _("Without signing up")),
    ("radius", _("Radius")),
    ("opens", _("When check-in opens")),
    ("field", _("Field")),
    ("unit", _("Unit")),
    ("host", _("Who runs the shifts")),
)


def look_over(
    chat: Chat,
    draft: CampaignDraft,
    *,
    unit: Unit,
    host: Unit,
    counted: list[Quantity],
    times: list[Span],
    capacity: int,
) -> None:
    """Show it all, and go on after a yes; each answer can be corrected."""
    shifts = [Marked(chat.words(shift_label(shift))) for shift in as_shifts(draft, unit, host, times, capacity)]
    text = in_lines(
        line if isinstance(line, Marked) else chat.words(line)
        for line in [
            _("This is what members will see:"),
            "",
            *card.card(as_campaign(draft, unit), shifts, chat.words),
            "",
            _("Only you see this:"),
            *for_organisers(chat, draft, unit=unit, host=host, counted=counted, towards=towards(chat, counted, times)),
            "",
            _("Open it?"),
        ]
    )
    chat.review("sure", lines(chat, draft), yes=_("Open it"), text=text)


def for_organisers(
    chat: Chat, draft: CampaignDraft, *, unit: Unit, host: Unit, counted: list[Quantity], towards: str
) -> list[Text | str]:
    """What members do not read."""
    lines: list[Text | str] = [_("• Open to: {unit} and all below", unit=unit.name)]
    lines.append(_("• Shifts run by: {unit}", unit=host.name))
    lines.append(_("• Also without signing up: yes") if draft.walk_ins else _("• Also without signing up: no"))
    lines.append(_("• Check-in opens: {opening}", opening=opening(draft.opens_before_min)))
    if "place" in draft.proof:
        lines.append(_("• Within {radius:plain} m of the place", radius=draft.radius_m))
    if counted:
        names = ", ".join(chat.words(labels.quantity(what.quantity)).lower() for what in counted)
        lines.append(_("• We count: {names}", names=names))
    if towards:
        lines.append(_("• Counts towards the plan: {names}", names=towards))
    return lines


def towards(chat: Chat, counted: list[Quantity], times: list[Span]) -> str:
    """What it counts of that the year's plan counts too, each with its target; nothing where there is none."""
    year_plan = plan.current(chat.tx, quantities.year_of(times))
    planned = [
        quantity
        for quantity in counted
        if year_plan is not None and year_plan.counted_by(quantity.quantity) is not None
    ]
    return quantities.towards_targets(chat, year_plan, planned)


def lines(chat: Chat, draft: CampaignDraft) -> list[tuple[str, Text, str]]:
    """The answers that can be corrected: what was asked, or settled itself though there was a choice."""
    there = {answer.step for answer in chat.running.answers if answer.seen or answer.step != "unit"}
    if "place" not in draft.proof:
        there.discard("radius")
    return [(step, name, "") for step, name in LINES if step in there]


def as_campaign(draft: CampaignDraft, unit: Unit) -> Campaign:
    """A draft as if it were open."""
    return Campaign(
        id=0,
        unit_name=unit.name,
        unit_path=unit.path,
        state="open",
        sample=False,
        **draft.model_dump(exclude={"opens_before_min"}),
    )


def as_shifts(draft: CampaignDraft, unit: Unit, host: Unit, times: list[Span], capacity: int) -> list[Shift]:
    """A draft's shifts as if they were there, with nobody on them."""
    return [
        Shift(
            id=0,
            campaign_id=0,
            title=draft.title,
            campaign_path=unit.path,
            host_unit_id=host.id,
            host_name=host.name,
            host_path=host.path,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            opens_at=span.starts_at - timedelta(minutes=draft.opens_before_min),
            capacity=capacity,
            seats_taken=0,
            secret=b"",
            generation=1,
            state="open",
        )
        for span in times
    ]
