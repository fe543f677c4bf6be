"""Edit what a campaign says of itself; who signed up is told of what concerns them."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal, cast

from handlers.campaigns import answers, edit_setup, manage_words
from handlers.campaigns.answers import Contact
from handlers.campaigns.notices import tell_signed_up
from handlers.engine.chat import Chat, Option
from handlers.engine.text import Text, _
from handlers.typed import places
from handlers.typed.amounts import number_within
from handlers.typed.places import Spot
from handlers.typed.titles import title_of
from storage.campaigns import organising
from storage.campaigns.notices import CampaignEdited
from storage.campaigns.records import ManagedCampaign
from storage.errors import OutOfScopeError

What = Literal["title", "about", "bring", "contact", "place", "proof", "radius", "walk_ins"]
LINES: dict[What, Text] = {
    "title": _("Name"),
    "about": _("What it is"),
    "place": _("Place"),
    "contact": _("Contact"),
    "bring": _("What to bring"),
    "proof": _("Check-in"),
    "radius": _("Radius"),
    "walk_ins": _("Without signing up"),
}
UNTOLD = {"radius", "walk_ins"}  # what changes nothing for those who have signed up


def edit(chat: Chat, campaign: ManagedCampaign) -> None:
    """Ask what is to change and how, and change it after a yes."""
    options: list[Option[What | edit_setup.Setup]] = [
        Option(str(what), name, what) for what, name in LINES.items() if what != "radius" or on_map(campaign)
    ]
    options += [Option(str(what), name, what) for what, name in edit_setup.LINES.items()]
    what = chat.choose("line", _("What would you like to change about “{title}”?", title=campaign.title), options)
    if what in edit_setup.LINES:
        edit_setup.edit(chat, campaign, what)
    else:
        edit_words(chat, campaign, cast("What", what))


def edit_words(chat: Chat, campaign: ManagedCampaign, what: What) -> None:
    """Ask for the new words, place or check-in, and change them after a yes."""
    changes, shown = ask_new(chat, campaign, what)
    is_told = what not in UNTOLD and (what != "about" or changes["about"])
    people = organising.signed_up(chat.tx, campaign.id) if is_told else 0
    question = _("{what}: {value}", what=LINES[what], value=shown)
    if people:
        question = _("{what}: {value}\n{told}", what=LINES[what], value=shown, told=manage_words.who_is_told(people))
    chat.confirm("sure", question, yes=_("Change it"))
    try:
        organising.edit(chat.tx, chat.asker, campaign.id, **changes)
    except OutOfScopeError:
        manage_words.refuse()
    if is_told:
        tell_signed_up(chat, campaign, edited(campaign, what, changes))
    chat.say(_("Changed."), offers=manage_words.after(campaign))


def ask_new(chat: Chat, campaign: ManagedCampaign, what: What) -> tuple[dict[str, Any], Text | str]:
    """The new value, as the columns that change, and as it is shown."""
    match what:
        case "title":
            title = chat.ask("new", _("What is the campaign called?"), partial(title_of, most=answers.LONGEST_TITLE))
            return {"title": title}, title
        case "about" | "bring":
            question = _("What should people bring?") if what == "bring" else _("What will people do there?")
            text = chat.ask("new", question, answers.text_of, hints=[answers.SKIP], prose=True)
            return {what: text}, text or _("nothing")
        case "contact":
            parse = partial(answers.contact_of, me=chat.member.name)
            question = _("Who can members call? A phone number, or a name and a number.")
            contact = chat.ask("new", question, parse, hints=[chat.member.name], again=Contact.model_validate)
            return {"contact_name": contact.name, "contact_phone": contact.phone}, answers.called(contact)
        case "place":
            return ask_place(chat, campaign)
        case "proof":
            spot = Spot(name=campaign.place, latitude=campaign.latitude, longitude=campaign.longitude)
            proof = chat.choose("new", _("How do people check in?"), answers.proof_options(spot))
            return {"proof": proof}, answers.PROOFS[proof]
        case "radius" | "walk_ins":
            return ask_who(chat, what)


def ask_who(chat: Chat, what: What) -> tuple[dict[str, Any], Text | str]:
    """From how near people check in, or whether also who did not sign up."""
    if what == "radius":
        parse = partial(number_within, least=answers.NARROWEST, most=answers.WIDEST, of="metres")
        question = _("How close do people have to be to check in by location, in metres?")
        radius = chat.ask("new", question, parse, hints=[f"{one} m" for one in answers.RADII], expects="number")
        return {"radius_m": radius}, f"{radius} m"
    welcome = chat.choose("new", _("May people check in who did not sign up?"), answers.yes_no())
    return {"walk_ins": welcome}, _("Yes") if welcome else _("No")


def ask_place(chat: Chat, campaign: ManagedCampaign) -> tuple[dict[str, Any], Text | str]:
    """The new place; where it cannot be found on a map, check-in cannot ask for a location any more."""
    spot = answers.ask_spot(chat, "new")
    changes: dict[str, Any] = {"place": spot.name, "latitude": spot.latitude, "longitude": spot.longitude}
    if "place" in campaign.proof and not spot.known:
        changes["proof"] = campaign.proof.replace("+place", "") if "+" in campaign.proof else "code"
        if changes["proof"] == "code":
            return changes, _("{place} (without a point on the map: check-in by code)", place=places.said(spot))
        return changes, _("{place} (without a point on the map: check-in by the QR poster)", place=places.said(spot))
    return changes, places.said(spot)


def edited(campaign: ManagedCampaign, what: What, changes: dict[str, Any]) -> CampaignEdited:
    """What those who signed up are told."""
    value = changes.get(what)
    if what == "contact":
        value = answers.called(Contact(name=changes["contact_name"], phone=changes["contact_phone"]))
    return CampaignEdited.model_validate(
        {
            "campaign_id": campaign.id,
            "title": campaign.title,
            "what": what,
            "value": value,
            "latitude": changes.get("latitude"),
            "longitude": changes.get("longitude"),
            "proof": changes.get("proof", "") if what == "place" else "",
        }
    )


def on_map(campaign: ManagedCampaign) -> bool:
    """Whether its place is a point on the map, so that a location proves something."""
    return campaign.latitude is not None
