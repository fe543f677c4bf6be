"""Open a campaign: from the plan, from an earlier one, or from nothing; a preview as members see it, and it is open.

What is usual settles itself (a radius, walk-ins, who hosts) and stands in the preview, where all can be put right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from handlers.campaigns import MANAGE_CAMPAIGNS, NEW_CAMPAIGN, answers, labels
from handlers.campaigns import preview as campaign_preview
from handlers.campaigns.answers import Contact
from handlers.engine.chat import Bad, Chat, Option, Refused, Typed
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import HOME, Text, _, ngettext, shortened
from handlers.typed import places, shift_times
from handlers.typed.amounts import number_within
from handlers.typed.places import Spot
from handlers.typed.shift_times import Span, When
from handlers.typed.times import Hours, hours_of
from handlers.typed.titles import title_of
from schedules.calendar import local_day
from schedules.due.occasions import days_of
from schedules.plan.measures import MEASURES
from storage.campaigns import campaigns, organising
from storage.campaigns.organising import Draft, KeptCampaign, NotTheirsError
from storage.plan import plan_items
from storage.plan.plan_items import PlanItem
from storage.records import Quantity, Unit
from storage.text import fold

T = TypeVar("T", KeptCampaign, PlanItem)
YEAR_AHEAD = timedelta(days=366)
SATURDAY, SUNDAY = 5, 6
USUAL_HOURS = ("7h-11h", "13h-17h", "7h-16h", "18h-20h")
USUAL_SEATS = ("30", "20", "50", "100")


@dataclass(frozen=True, slots=True)
class Source:
    """What a new campaign begins with: an item of the plan, an earlier campaign with its last shift, or nothing."""

    item: PlanItem | None = None
    earlier: KeptCampaign | None = None
    hours: Hours | None = None
    capacity: int | None = None
    counted: tuple[Quantity, ...] = ()

    @property
    def title(self) -> str:
        """What it is called there."""
        return self.item.title if self.item else self.earlier.title if self.earlier else ""


def new_campaign(chat: Chat) -> None:
    """Ask what a campaign is, show it as members will see it, and open it."""
    unit = answers.own_unit(chat, "unit", _("A new campaign! For which unit? It is open to everybody of it and below."))
    source = begin_with(chat)
    parse = partial(title_of, most=answers.LONGEST_TITLE)
    title = chat.ask("title", _("What is it called?"), parse, hints=[source.title] if source.title else [])
    field = ask_field(chat, source)
    about = ask_about(chat, source)
    times = ask_times(chat, source)
    capacity = ask_capacity(chat, source)
    spot = ask_place(chat, source)
    proof = ask_proof(chat, source, spot)
    counted = ask_counted(chat, source, answers.year_of(times))
    contact = ask_contact(chat, source)
    bring, radius, walk_ins, host = the_usual(chat, source, unit)
    draft = Draft(
        unit_id=unit.id,
        title=title,
        about=about,
        field=field,
        bring=bring,
        contact_name=contact.name,
        contact_phone=contact.phone,
        place=spot.name,
        latitude=spot.latitude,
        longitude=spot.longitude,
        radius_m=radius,
        proof=proof,
        walk_ins=walk_ins,
    )
    campaign_preview.look_over(chat, draft, unit=unit, host=host, counted=counted, times=times, capacity=capacity)
    publish(chat, draft, counted=counted, host=host, times=times, capacity=capacity)


def publish(chat: Chat, draft: Draft, *, counted: list[Quantity], host: Unit, times: list[Span], capacity: int) -> None:
    """Open it, and say so."""
    try:
        made = organising.open_campaign(
            chat.tx, chat.asker, draft, counted=counted, host_unit_id=host.id, times=times, capacity=capacity
        )
    except NotTheirsError:
        raise Refused(_("You do not organise that unit any more, so nothing was opened.")) from None
    chat.say(
        _("“{title}” is open: people can sign up from now on, in “Campaigns”.", title=made.title),
        offers=[
            Offer(MANAGE_CAMPAIGNS, Named(of=str(made.id)), _("Run it")),
            Offer(NEW_CAMPAIGN, label=_("Another campaign")),
        ],
    )


# What it begins with -------------------------------------------------------------------------------------------------


def begin_with(chat: Chat) -> Source:
    """From the plan, from an earlier campaign, or from nothing."""
    items = sorted_items(chat)
    earlier = organising.kept_by(chat.tx, chat.asker)
    options = [Option("nothing", _("Something new"), "nothing")]
    if items:
        options.append(Option("plan", _("From the plan"), "plan"))
    if earlier:
        options.append(Option("earlier", _("Like an earlier campaign"), "earlier"))
    kind = chat.choose("source", _("What shall we begin with?"), options, settle=True)
    if kind == "plan":
        return Source(item=pick(chat, "item", _("Which item of the plan? Choose, or type a part of its name."), items))
    if kind == "earlier":
        question = _("Like which campaign? Choose, or type a part of its name.")
        return as_before(chat, pick(chat, "earlier", question, earlier))
    return Source()


def sorted_items(chat: Chat) -> list[PlanItem]:
    """The plan's items that concern one: what is to be done before what is remembered, the next first."""
    today = local_day(chat.tx.now)

    def place(item: PlanItem) -> tuple[bool, date]:
        days = days_of(item, today, today + YEAR_AHEAD)
        return item.kind == "anniversary", days[0].day if days else date.max

    return sorted((item for item in plan_items.seen_by(chat.tx, chat.asker) if not item.off), key=place)


def pick(chat: Chat, step: str, question: Text, found: list[T]) -> T:
    """One of these, chosen or by a part of its name."""
    everything = [Option(str(one.id), shortened(one.title), one) for one in found]
    answer = chat.choose_or_type(step, question, everything)
    if not isinstance(answer, Typed):
        return answer
    named = [Option(str(one.id), shortened(one.title), one) for one in found if fold(answer.text) in fold(one.title)]
    if not fold(answer.text) or not named:
        question = _("Nothing is called “{typed}”. This is what there is:", typed=answer.text[:40])
        return chat.choose(f"{step}/found", question, everything)
    return chat.choose(f"{step}/found", _("Which of these?"), named, settle=True)


def as_before(chat: Chat, earlier: KeptCampaign) -> Source:
    """What an earlier campaign has to give: its last shift's hours and seats among it."""
    shifts = organising.shifts_of(chat.tx, chat.asker, earlier.id)
    if not shifts:
        return Source(earlier=earlier)
    first, last = shifts[-1].starts_at.astimezone(HOME), shifts[-1].ends_at.astimezone(HOME)
    hours = Hours(begins=first.time(), ends=last.time()) if first.date() == last.date() else None
    counted = tuple(campaigns.quantities(chat.tx, earlier.id))
    return Source(earlier=earlier, hours=hours, capacity=shifts[-1].capacity, counted=counted)


# The questions -------------------------------------------------------------------------------------------------------


def ask_field(chat: Chat, source: Source) -> str:
    """Its field of volunteering."""
    known = source.item or source.earlier
    if known is not None and labels.field_key(known.field) in labels.FIELDS and known.field:
        chat.settle("field", labels.field_key(known.field))
    return chat.choose("field", _("Which field is it?"), answers.field_options())


def ask_about(chat: Chat, source: Source) -> str:
    """What it is."""
    if source.earlier:
        chat.settle("about", source.earlier.about)
    question = _("What will people do there? One or two sentences.")
    return chat.ask("about", question, answers.text_of, hints=[answers.SKIP])


def ask_times(chat: Chat, source: Source) -> list[Span]:
    """The shifts' times; where there are several they are listed before we go on."""
    today, now = local_day(chat.tx.now), chat.tx.now

    def parse(text: str) -> When:
        when = shift_times.days_of(text, today=today)
        shift_times.spans(when, Hours.model_validate({"begins": "23:58", "ends": "23:59"}), now)
        return when

    question = _("On which days? For example 15/3, “15/3 7h-11h; 16/3 13h-17h”, or “every Saturday in March”.")
    when = chat.ask("when", question, parse, hints=day_hints(chat, source), again=When.model_validate)
    hours = None if when.complete else ask_hours(chat, source, when)
    try:
        times = shift_times.spans(when, hours, now)
    except Bad as bad:  # it has begun since it was typed
        chat.ask_again("when", bad.why)
    if len(times) > 1:
        confirm_days(chat, times)
    return times


def day_hints(chat: Chat, source: Source) -> list[Text | str]:
    """Days to begin with: the plan's, and the next weekend."""
    today = local_day(chat.tx.now)
    days = [today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1) for weekday in (SATURDAY, SUNDAY)]
    if source.item:
        days = [one.day for one in days_of(source.item, today, today + YEAR_AHEAD)][:1] + days
    return [chat.words(Text("{day:short}/{year:plain}", facts={"day": day, "year": day.year})) for day in days]


def ask_hours(chat: Chat, source: Source, when: When) -> Hours:
    """From when to when, for the days that do not say it."""
    now = chat.tx.now

    def parse(text: str) -> Hours:
        hours = hours_of(text)
        shift_times.spans(when, hours, now)
        return hours

    if source.hours and fits(partial(shift_times.spans, when, source.hours, now)):
        chat.settle("hours", source.hours.model_dump(mode="json"))
    question = _("From when to when? For example 7h-11h.")
    return chat.ask("hours", question, parse, hints=USUAL_HOURS, again=Hours.model_validate)


def fits(look: Callable[[], object]) -> bool:
    """Whether something does not turn out bad."""
    try:
        look()
    except Bad:
        return False
    return True


def confirm_days(chat: Chat, times: list[Span]) -> None:
    """Show the shifts one by one; "other days" goes back."""
    listed = "\n".join(f"• {chat.words(shift_times.said(one))}" for one in times)
    question = ngettext("{count} shift:\n{listed}", "{count} shifts:\n{listed}", len(times), listed=listed)
    options = [Option("yes", _("Right"), True), Option("other", _("Other days"), False)]
    if not chat.choose("when/listed", question, options):
        chat.ask_again("when")


def ask_capacity(chat: Chat, source: Source) -> int:
    """How many people a shift takes."""
    if source.capacity:
        chat.settle("capacity", source.capacity)
    question = _("How many people for each shift?")
    parse = partial(number_within, least=1, most=answers.MOST_SEATS)
    return chat.ask("capacity", question, parse, hints=USUAL_SEATS)


def ask_place(chat: Chat, source: Source) -> Spot:
    """Where it is; a point on the map is given a name."""
    if (old := source.earlier) is not None:
        chat.settle("place", Spot(name=old.place, latitude=old.latitude, longitude=old.longitude).model_dump())
    question = _("Where is it? Type the address, attach a location, or paste a Google Maps link.")
    spot = chat.ask(
        "place",
        question,
        places.place_of,
        hints=[places.ONLINE],
        again=Spot.model_validate,
        located=places.sent,
    )
    if spot.known and not spot.name:
        name = chat.ask("place/name", _("I have the point. What is the place called?"), places.name_of)
        return spot.model_copy(update={"name": name})
    return spot


def ask_proof(chat: Chat, source: Source, spot: Spot) -> str:
    """What check-in asks for."""
    options = answers.proof_options(spot)
    if source.earlier and source.earlier.proof in {option.key for option in options}:
        chat.settle("proof", source.earlier.proof)
    return chat.choose("proof", _("How do people check in?"), options)


def ask_counted(chat: Chat, source: Source, year: int) -> list[Quantity]:
    """Which figures are counted."""
    if source.earlier:
        chat.settle("counts", "done")
    return answers.ask_counted(chat, year, [one for one in source.counted if one.quantity in MEASURES])


def ask_contact(chat: Chat, source: Source) -> Contact:
    """Whom members may call: oneself, if nobody else."""
    if source.earlier and (source.earlier.contact_name or source.earlier.contact_phone):
        old = Contact(name=source.earlier.contact_name, phone=source.earlier.contact_phone)
        chat.settle("contact", old.model_dump())
    question = _("Whom may members call? Send a phone number (I put your name beside it), or a name and a number.")
    parse = partial(answers.contact_of, me=chat.member.name)
    return chat.ask("contact", question, parse, hints=[chat.member.name], again=Contact.model_validate)


def the_usual(chat: Chat, source: Source, unit: Unit) -> tuple[str, int, bool, Unit]:
    """What to bring, how near one must be, walk-ins, and who hosts the shifts: as usual, until it is corrected."""
    old = source.earlier
    chat.settle("bring", old.bring if old else "")
    bring = chat.ask("bring", _("What should people bring?"), answers.text_of, hints=[answers.SKIP])
    chat.settle("radius", old.radius_m if old else 200)
    near = partial(number_within, least=answers.NARROWEST, most=answers.WIDEST)
    hints = [f"{one} m" for one in answers.RADII]
    radius = chat.ask("radius", _("How near must one be to check in by location, in metres?"), near, hints=hints)
    chat.settle("walk_ins", "yes" if old is None or old.walk_ins else "no")
    question = _("May people check in who did not sign up?")
    walk_ins = chat.choose("walk_ins", question, answers.yes_no())
    chat.settle("host", str(unit.id))
    host = answers.own_unit(chat, "host", _("Which unit runs the shifts? Its leaders see the roster."), usual=unit)
    return bring, radius, walk_ins, host
