"""Open a campaign: from the plan, from an earlier one, or from nothing; a preview as members see it, and it is open.

What is usual settles itself (a radius, walk-ins, who hosts) and stands in the preview, where all can be put right.
"""

from __future__ import annotations

from functools import partial

from handlers import labels
from handlers.campaigns import MANAGE_CAMPAIGNS, NEW_CAMPAIGN, answers, edit_setup, preview, quantities, share
from handlers.campaigns.answers import Contact
from handlers.campaigns.source import Source, begin_with
from handlers.campaigns.times import ask_times
from handlers.engine.chat import Chat, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.marked import in_lines, with_bold
from handlers.engine.text import _
from handlers.typed.amounts import number_within
from handlers.typed.places import Spot
from handlers.typed.shift_times import Span
from handlers.typed.titles import title_of
from schedules.plan.measures import MEASURES
from storage.campaigns import organising
from storage.campaigns.records import CampaignDraft, Quantity
from storage.errors import OutOfScopeError
from storage.organisation.records import Unit

USUAL_OPENING_MIN = 30


def new_campaign(chat: Chat) -> None:
    """Ask what a campaign is, show it as members will see it, and open it."""
    unit = answers.own_unit(
        chat, "unit", _("A new campaign! For which unit? Everybody in it and in the units below can join.")
    )
    source = begin_with(chat)
    parse = partial(title_of, most=answers.LONGEST_TITLE)
    title = chat.ask("title", _("What is the campaign called?"), parse, hints=[source.title] if source.title else [])
    field = ask_field(chat, source)
    about = ask_about(chat, source)
    times = ask_times(chat, source)
    capacity = ask_capacity(chat, source)
    spot = ask_place(chat, source)
    proof = ask_proof(chat, source, spot)
    counted = ask_counted(chat, source, quantities.year_of(times))
    contact = ask_contact(chat, source)
    bring, radius, walk_ins, host = the_usual(chat, source, unit)
    opens = ask_opening(chat, source)
    draft = CampaignDraft(
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
        opens_before_min=opens,
    )
    preview.look_over(chat, draft, unit=unit, host=host, counted=counted, times=times, capacity=capacity)
    publish(chat, draft, counted=counted, host=host, times=times, capacity=capacity)


def publish(
    chat: Chat, draft: CampaignDraft, *, counted: list[Quantity], host: Unit, times: list[Span], capacity: int
) -> None:
    """Open it, and say so."""
    try:
        campaign = organising.open_campaign(
            chat.tx, chat.asker, draft, counted=counted, host_unit_id=host.id, times=times, capacity=capacity
        )
    except OutOfScopeError:
        raise Refused(_("You do not organise that unit any more, so nothing was opened.")) from None
    opened = _(
        "“{title}” is open! People find it under “Campaigns”, or by this link, which you can share:",
        title=campaign.title,
    )
    chat.say(
        in_lines([with_bold(chat.words(opened), campaign.title), *share.links(chat, campaign)]),
        offers=[
            *share.next_steps(campaign),
            Offer(MANAGE_CAMPAIGNS, Named(of=str(campaign.id)), _("Run it")),
            Offer(NEW_CAMPAIGN, label=_("Another campaign")),
        ],
    )


# The questions -------------------------------------------------------------------------------------------------------


def ask_field(chat: Chat, source: Source) -> str:
    """Its field of volunteering."""
    known = source.item or source.earlier
    if known is not None and labels.field_key(known.field) in labels.FIELDS and known.field:
        chat.settle("field", labels.field_key(known.field))
    return chat.choose("field", _("Which field is the campaign in?"), answers.field_options())


def ask_about(chat: Chat, source: Source) -> str:
    """What it is."""
    if source.earlier:
        chat.settle("about", source.earlier.about)
    question = _("What will people do there? One or two sentences.")
    return chat.ask("about", question, answers.text_of, hints=[answers.SKIP], prose=True)


def ask_capacity(chat: Chat, source: Source) -> int:
    """How many people a shift takes."""
    if source.capacity:
        chat.settle("capacity", source.capacity)
    question = _("How many people for each shift?")
    parse = partial(number_within, least=1, most=answers.MOST_SEATS, of="seats")
    return chat.ask("capacity", question, parse, hints=answers.USUAL_SEATS, expects="number")


def ask_place(chat: Chat, source: Source) -> Spot:
    """Where it is; a point on the map is given a name."""
    if (old := source.earlier) is not None:
        chat.settle("place", Spot(name=old.place, latitude=old.latitude, longitude=old.longitude).model_dump())
    return answers.ask_spot(chat, "place")


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
    return quantities.ask_counted(chat, year, [one for one in source.counted if one.quantity in MEASURES])


def ask_contact(chat: Chat, source: Source) -> Contact:
    """Whom members may call: oneself, if nobody else."""
    if source.earlier and (source.earlier.contact_name or source.earlier.contact_phone):
        old = Contact(name=source.earlier.contact_name, phone=source.earlier.contact_phone)
        chat.settle("contact", old.model_dump())
    question = _("Who can members call? Send a phone number (I'll put your name beside it), or a name and a number.")
    parse = partial(answers.contact_of, me=chat.member.name)
    return chat.ask("contact", question, parse, hints=[chat.member.name], again=Contact.model_validate)


def ask_opening(chat: Chat, source: Source) -> int:
    """How many minutes before a shift check-in opens: as usual, until it is corrected."""
    chat.settle("opens", source.earlier.opens_before_min if source.earlier else USUAL_OPENING_MIN)
    return edit_setup.ask_opening(chat, "opens")


def the_usual(chat: Chat, source: Source, unit: Unit) -> tuple[str, int, bool, Unit]:
    """What to bring, how near one must be, walk-ins, and who hosts the shifts: as usual, until it is corrected."""
    old = source.earlier
    chat.settle("bring", old.bring if old else "")
    bring = chat.ask("bring", _("What should people bring?"), answers.text_of, hints=[answers.SKIP], prose=True)
    chat.settle("radius", old.radius_m if old else 200)
    near = partial(number_within, least=answers.NARROWEST, most=answers.WIDEST, of="metres")
    hints = [f"{one} m" for one in answers.RADII]
    radius = chat.ask(
        "radius",
        _("How close do people have to be to check in by location, in metres?"),
        near,
        hints=hints,
        expects="number",
    )
    chat.settle("walk_ins", "yes" if old is None or old.walk_ins else "no")
    question = _("May people check in who did not sign up?")
    walk_ins = chat.choose("walk_ins", question, answers.yes_no())
    chat.settle("host", str(unit.id))
    host = answers.own_unit(chat, "host", _("Which unit runs the shifts? Its leaders see the roster."), usual=unit)
    return bring, radius, walk_ins, host
