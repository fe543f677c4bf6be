"""What a new campaign begins with: an item of the plan, an earlier campaign, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.campaigns.picker import pick_by_title
from handlers.engine.chat import Chat, Option
from handlers.engine.text import HOME, _
from handlers.typed.hours import Hours
from schedules.calendar import local_day
from schedules.due.occasions import days_of
from storage.campaigns import campaigns, organising
from storage.campaigns.records import ManagedCampaign, Quantity
from storage.plan import plan_items
from storage.plan.plan_items import PlanItem

YEAR_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Source:
    """What a new campaign begins with: an item of the plan, an earlier campaign with its last shift, or nothing."""

    item: PlanItem | None = None
    earlier: ManagedCampaign | None = None
    hours: Hours | None = None
    capacity: int | None = None
    counted: tuple[Quantity, ...] = ()

    @property
    def title(self) -> str:
        """What it is called there."""
        return self.item.title if self.item else self.earlier.title if self.earlier else ""


def begin_with(chat: Chat) -> Source:
    """From the plan, from an earlier campaign, or from nothing."""
    items = planned_items(chat)
    earlier = organising.managed_by(chat.tx, chat.asker)
    options = [Option("nothing", _("Something new"), "nothing")]
    if items:
        options.append(Option("plan", _("From the plan"), "plan"))
    if earlier:
        options.append(Option("earlier", _("Like an earlier campaign"), "earlier"))
    kind = chat.choose("source", _("Where do we start?"), options, settle=True)
    if kind == "plan":
        return Source(
            item=pick_by_title(chat, "item", _("Which item of the plan? Choose, or type a part of its name."), items)
        )
    if kind == "earlier":
        question = _("Like which campaign? Choose, or type a part of its name.")
        return as_before(chat, pick_by_title(chat, "earlier", question, earlier))
    return Source()


def planned_items(chat: Chat) -> list[PlanItem]:
    """The plan's items that concern one: what is to be done before what is remembered, the next first."""
    today = local_day(chat.tx.now)

    def next_day(item: PlanItem) -> tuple[bool, date]:
        days = days_of(item, today, today + YEAR_AHEAD)
        return item.kind == "anniversary", days[0].day if days else date.max

    return sorted((item for item in plan_items.seen_by(chat.tx, chat.asker) if not item.off), key=next_day)


def as_before(chat: Chat, earlier: ManagedCampaign) -> Source:
    """What an earlier campaign has to give: its last shift's hours and seats among it."""
    shifts = organising.shifts_of(chat.tx, chat.asker, earlier.id)
    if not shifts:
        return Source(earlier=earlier)
    first, last = shifts[-1].starts_at.astimezone(HOME), shifts[-1].ends_at.astimezone(HOME)
    hours = Hours(begins=first.time(), ends=last.time())
    counted = tuple(campaigns.quantities(chat.tx, earlier.id))
    return Source(earlier=earlier, hours=hours, capacity=shifts[-1].capacity, counted=counted)
