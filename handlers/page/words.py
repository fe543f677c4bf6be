"""The words of the web chat's own page: its buttons, its labels, and what it says when something fails."""

from __future__ import annotations

from handlers.engine.text import Text, _, say

WORDS: dict[str, Text] = {
    "title": _("Điểm Danh · web chat"),
    "sample": _("Sample data after the programme of 2024: the people and campaigns here are made up."),
    "people": _("People"),
    "newcomer": _("Newcomer"),
    "member": _("Member"),
    "leader": _("Leader"),
    "leader_of": _("Leader of {unit}"),
    "organiser": _("Organiser"),
    "plain": _("Without buttons"),
    "add": _("Add a person"),
    "add_title": _("Who else is to chat?"),
    "add_hint": _("A short name of a to z, 0 to 9, - and _. A name that begins with “plain” chats without buttons."),
    "add_again": _("That name does not do: use a to z, 0 to 9, - and _."),
    "open": _("Open"),
    "cancel": _("Cancel"),
    "bot": _("Điểm Danh"),
    "you": _("You"),
    "begin": _("Start"),
    "begin_hint": _("Press “Start”, or write a first message."),
    "write": _("Message"),
    "send": _("Send"),
    "photo": _("Send a photo"),
    "file": _("Attach a file"),
    "location": _("Send location"),
    "location_title": _("Where are you?"),
    "location_here": _("Where this device is"),
    "location_live": _("Live location"),
    "location_typed_hint": _("Latitude, longitude, e.g. 9.6037, 105.9739"),
    "location_again": _("Write it as two numbers: 9.6037, 105.9739."),
    "location_denied": _("The browser does not tell where you are. Pick a place, or type coordinates."),
    "location_sent": _("Location: {latitude}, {longitude}"),
    "scan": _("Scan"),
    "scan_title": _("Who scans this code?"),
    "scan_link": _("Who opens this link?"),
    "scanned": _("Scanned the QR code"),
    "qr_alt": _("QR code of the link {link}"),
    "photo_alt": _("Photo"),
    "download": _("Download"),
    "sending": _("Sending…"),
    "sent": _("Sent"),
    "unsent": _("Not sent yet. Trying again…"),
    "refused": _("Not taken: {why}"),
    "too_large": _("the photo is larger than 10 MB"),
    "too_large_file": _("the file is larger than 20 MB"),
    "no_photo": _("that is no photo (JPEG, PNG, WebP or HEIC)"),
    "offline": _("No connection to the bot. Is it running? Trying again…"),
    "unread": _("{count} unread"),
    "today": _("Today"),
    "edited": _("edited"),
    "language": _("Language"),
    "newest": _("To the newest message"),
    "conversation_with": _("Conversation of {person}"),
    "nobody": _("Nobody chats here yet. Add a person to begin."),
}


def page_words(language: str) -> dict[str, str]:
    """All words of the page in a language; named places such as {person} are the page's to fill."""
    return {name: say(text, language) for name, text in WORDS.items()}
