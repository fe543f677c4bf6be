"""Who gets a broadcast: a usual audience in one or two presses, any other one put together part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import count

from handlers import labels
from handlers.engine.chat import Chat, Option
from handlers.engine.text import HOME, Text, _, shortened
from handlers.typed.days import past_day
from handlers.units.picker import pick_unit, whole
from schedules.calendar import local_day
from storage.broadcasts.records import AudiencePart
from storage.campaigns import campaigns, organising
from storage.campaigns.records import ManagedCampaign
from storage.database import Transaction, to_text
from storage.organisation import units
from storage.organisation.records import Unit

RELATIONS: dict[str, Text] = {
    "signed_up": _("Have signed up"),
    "checked_in": _("Checked in"),
    "not_checked_in": _("Have a seat, but did not check in"),
}
HOLDERS: dict[str, Text] = {"leader": _("Leaders"), "organiser": _("Organisers"), "admin": _("Administrators")}


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets it; `late_campaign` is the campaign whose later sign-ups get it too."""

    parts: tuple[AudiencePart, ...]
    late_campaign: int | None = None


def ask(chat: Chat, unit: Unit, now: Text | None = None) -> Audience:
    """Ask for whom it is; `now` says for whom it is so far."""
    everybody = AudiencePart(kind="unit", unit_id=unit.id)
    options = [
        Option("all", _("Everybody in {unit}", unit=unit.name), "all"),
        Option("leaders", _("Those who lead its units"), "leaders"),
    ]
    if campaigns_of(chat):
        options.append(Option("campaign", _("Who signed up for a campaign"), "campaign"))
    options.append(Option("other", _("Others: I put it together"), "other"))
    match chat.choose("whom", now or _("Who gets it?"), options):
        case "all":
            return Audience((everybody,))
        case "leaders":
            return Audience((everybody, AudiencePart(kind="role", unit_id=unit.id, value="leader")))
        case "campaign":
            part = of_campaign(chat, "whom")
            return Audience((part,), part.campaign_id if wants_late(chat, part) else None)
        case _:
            return put_together(chat, unit)


def of_campaign(chat: Chat, step: str, *, outside: bool = False) -> AudiencePart:
    """Those who did something with a campaign."""
    campaign = pick_campaign(chat, step)
    options = [Option(key, label, key) for key, label in RELATIONS.items()]
    relation = chat.choose(f"{step}/did", _("Which of them?"), options)
    return AudiencePart(kind="campaign", campaign_id=campaign.id, value=relation, outside=outside)


def wants_late(chat: Chat, part: AudiencePart) -> bool:
    """Whether those who sign up later get it too; only asked of those who signed up."""
    if part.value != "signed_up":
        return False
    options = [Option("yes", _("Yes, as soon as they sign up"), True), Option("no", _("No, only now"), False)]
    return chat.choose("late", _("Should those who sign up later get it too?"), options)


def campaigns_of(chat: Chat) -> list[ManagedCampaign]:
    """The asker's campaigns that are open or closed."""
    return [one for one in organising.managed_by(chat.tx, chat.asker) if one.state in {"open", "closed"}]


def pick_campaign(chat: Chat, step: str) -> ManagedCampaign:
    """One of the asker's campaigns."""
    options = [Option(str(one.id), shortened(one.title), one) for one in campaigns_of(chat)]
    if not options:
        chat.stop(_("There is no campaign to choose."))
    return chat.choose(f"{step}/campaign", _("Which campaign?"), options)


# Put together --------------------------------------------------------------------------------------------------------


def put_together(chat: Chat, unit: Unit) -> Audience:
    """Ask for one part after another; the question shows the audience so far."""
    parts: list[AudiencePart] = []
    for number in count(1):
        whole = [AudiencePart(kind="unit", unit_id=unit.id)] if needs_unit(parts) else []
        so_far = "\n".join(f"• {chat.words(line)}" for line in said(chat.tx, [*whole, *parts]))
        question = _("So far:\n{so_far}\n\nWhat else?", so_far=so_far)
        step = f"part-{number}"  # its own further steps are "part-1-unit/1": see pick_unit
        kind = chat.choose(step, question, kinds(chat))
        if kind == "done":
            return Audience((*whole, *parts))
        parts.append(ask_part(chat, step, kind, unit))
    raise AssertionError  # the count has no end


def needs_unit(parts: Sequence[AudiencePart]) -> bool:
    """Whether no part says yet who is included; then it is the whole unit."""
    return not any(part.kind in {"unit", "campaign"} and not part.outside for part in parts)


def kinds(chat: Chat) -> list[Option[str]]:
    """What can be added."""
    choices = [
        ("done", _("That is all")),
        ("unit", _("Only a unit")),
        ("role", _("Only with a role")),
        ("field", _("Only who took part in a field")),
        ("interest", _("Only who is interested in a field")),
        ("joined", _("Only who joined before a day")),
        ("without_unit", _("Without a unit")),
    ]
    if campaigns_of(chat):
        choices[5:5] = [("campaign", _("Only of a campaign"))]
        choices.append(("without_campaign", _("Without those of a campaign")))
    return [Option(key, label, key) for key, label in choices]


def ask_part(chat: Chat, step: str, kind: str, unit: Unit) -> AudiencePart:
    """One more part."""
    outside = kind.startswith("without_")
    match kind.removeprefix("without_"):
        case "unit":
            among = organising.units(chat.tx, chat.asker)
            picked = pick_unit(chat, f"{step}-unit", _("Which unit?"), among=among, own=whole)
            return AudiencePart(kind="unit", unit_id=picked.id, outside=outside)
        case "role":
            roles = [Option(key, label, key) for key, label in HOLDERS.items()]
            return AudiencePart(
                kind="role", unit_id=unit.id, value=chat.choose(f"{step}-role", _("Which role?"), roles)
            )
        case "field":
            fields = [Option(key, label, key) for key, label in labels.FIELDS.items()]
            return AudiencePart(kind="field", value=chat.choose(f"{step}-field", _("Which field?"), fields))
        case "interest":
            fields = [Option(key, label, key) for key, label in labels.FIELDS.items() if key != "other"]
            return AudiencePart(kind="interest", value=chat.choose(f"{step}-interest", _("Which field?"), fields))
        case "joined":
            question = _("Who joined before which day? For example 1/9/2026.")
            today = local_day(chat.tx.now)
            day = chat.ask(f"{step}-day", question, partial(past_day, today=today), again=date.fromisoformat)
            return AudiencePart(kind="joined", value=to_text(datetime.combine(day, time(), tzinfo=HOME)))
        case _:
            return of_campaign(chat, f"{step}-campaign", outside=outside)


# In words ------------------------------------------------------------------------------------------------------------


def said(tx: Transaction, parts: Sequence[AudiencePart]) -> list[Text]:
    """An audience in words, a line for each part."""
    return [_("without: {part}", part=line(tx, part)) if part.outside else line(tx, part) for part in parts]


def line(tx: Transaction, part: AudiencePart) -> Text:
    """One part in words."""
    match part.kind:
        case "unit":
            return _("members of {unit}", unit=units.by_id(tx, part.unit_id or 0).name)
        case "role":
            role = HOLDERS[part.value]
            return _("{role} at {unit}", role=role, unit=units.by_id(tx, part.unit_id or 0).name)
        case "field":
            return _("who took part in: {field}", field=labels.field(part.value))
        case "interest":
            return _("who is interested in: {field}", field=labels.field(part.value))
        case "joined":
            return _("who joined before {day:date}", day=datetime.fromisoformat(part.value))
    title = campaigns.by_id(tx, part.campaign_id or 0).title
    return _("{did} for “{title}”", did=RELATIONS[part.value], title=title)
