"""The words of the public pages that a signed link opens, and of the lines in a chat that lead there."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import labels
from handlers.campaigns import card
from handlers.engine.marked import Marked
from handlers.engine.text import Text, _, ngettext, say
from storage.campaigns.records import Campaign, Shift

MOST_SHIFTS = 20
SHIFT_OVER = _("Check-in is over here.")
INVITATION_LEAD = _("Open me in your messaging app to accept. It works once, for whoever opens it first.")

WORDS: dict[str, Text] = {
    "gone_title": _("This link does not work any more"),
    "gone": _("It has expired, was used already, or is incomplete. Ask again in the chat and you'll get a new one."),
    "location_title": _("Send my location"),
    "location_lead": _(
        "Press the button and let your phone tell where it is. Only how far you are from the place is kept."
    ),
    "location_send": _("Send my location"),
    "location_waiting": _("One moment: your phone is looking…"),
    "location_sent": _("✓ Sent. Go back to the chat."),
    "location_denied": _(
        "Your phone does not tell where it is. Switch location on, allow it for this page, then press again."
    ),
    "location_failed": _("That didn't go through. Press again in a moment."),
    "location_no_script": _("This page needs JavaScript. Or ask your leader to tick you off."),
    "consent_title": _("Connect the Zalo Official Account"),
    "consent_lead": _("Press the button, and I speak for this account from now on."),
    "consent_press": _("Connect this account"),
    "consent_done": _("✓ The account is connected. You can close this page."),
    "consent_failed": _("The account is not connected. Run “diemdanh zalo-oa connect” once more. What was wrong:"),
    "when": _("When"),
    "where": _("Where"),
    "bring": _("What to bring"),
    "sign_up": _("Sign up"),
    "no_shift": _("It has no more shifts coming up."),
    "not_open": _("This campaign is closed to new people."),
    "no_messenger": _("Ask your branch how to sign up."),
}


def page_words(language: str) -> dict[str, str]:
    """All of these in a language."""
    return {name: say(text, language) for name, text in WORDS.items()}


def location_line(link: str) -> Text:
    """The line under a question for a location where the chat cannot send one."""
    return _("📍 Send your location on this page, within the hour: {link}", link=link)


def file_line(name: str, link: str) -> Text:
    """The line under a message whose file the chat cannot show."""
    return _("📎 {name}, for 24 hours: {link}", name=name, link=link)


def sign_up_on(name: str) -> Text:
    """A button that opens the bot there."""
    return _("Sign up on {messenger}", messenger=name)


def check_in_on(name: str) -> Text:
    """The button of a poster's page."""
    return _("Check in on {messenger}", messenger=name)


def open_on(name: str) -> Text:
    """The button of an invitation's page."""
    return _("Open {messenger}", messenger=name)


def to_type(typed: str) -> Text:
    """What is to be typed there, where a link carries nothing."""
    return _("and type there: {typed}", typed=typed)


def check_in_title(campaign: Campaign) -> Text:
    """The heading of a poster's page."""
    return _("Check in: {title}", title=campaign.title)


def check_in_lines(campaign: Campaign, shift: Shift) -> tuple[Text | str, ...]:
    """When and where it is."""
    return (card.times(shift), *filter(None, [campaign.place]))


def invitation_title(role: str, unit: str) -> Text:
    """The heading of an invitation's page."""
    return _("You are invited to be {role} of {unit}", role=labels.ROLES[role], unit=unit)


def host(campaign: Campaign) -> Text:
    """Who invites."""
    return _("{unit} invites you", unit=campaign.unit_name)


def shift_lines(shifts: Sequence[Shift], language: str) -> list[tuple[str, str]]:
    """When each shift is and what seats it has left, the first ones."""
    return [(say(card.times(shift), language), say(_seats(shift), language)) for shift in shifts[:MOST_SHIFTS]]


def place(campaign: Campaign, language: str) -> Marked:
    """Where it is, with the way there."""
    return card.place(campaign.place, campaign.latitude, campaign.longitude, lambda words: say(words, language))


def _seats(shift: Shift) -> Text:
    if shift.seats_left <= 0:
        return _("full; there is a waitlist")
    return ngettext("{count} seat left", "{count} seats left", shift.seats_left)
