"""Compose an announcement: what to say, what goes with it, who gets it; at the end all of it is kept as a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from typing import NoReturn

from handlers import labels
from handlers.broadcasts import BROADCAST
from handlers.broadcasts import audience as broadcast_audience
from handlers.broadcasts import words as broadcast_words
from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.conversation import Named
from handlers.engine.message import UploadedFile
from handlers.engine.text import Text, _
from handlers.engine.uploads import ask_photos
from handlers.typed.marks import unknown_fields
from storage.broadcasts import broadcasts
from storage.broadcasts.records import BroadcastBody, BroadcastPhoto
from storage.campaigns import organising
from storage.errors import OutOfScopeError
from storage.organisation.records import Unit

LONGEST = 3000  # characters: filled in, and with what Telegram allows at most, there is room for names
FIELDS_SHOWN = {"vi": "{tên}, {họ tên}, {đơn vị}", "en": "{name}, {full name}, {unit}"}
ADD_PHOTO = _("+ A photo")
ADD_BUTTON = _("+ A button to a campaign")


@dataclass(frozen=True, slots=True)
class Extras:
    """What goes with a text: a photo, a button to a campaign (its id and title), the same in other languages."""

    photo: UploadedFile | None = None
    button: tuple[int, str] | None = None
    others: tuple[tuple[str, str], ...] = ()

    @property
    def none(self) -> bool:
        """Whether nothing goes with it."""
        return self == Extras()


def compose(chat: Chat) -> NoReturn:
    """Ask for everything, keep it as a draft, and go on to look it over."""
    unit = ask_unit(chat)
    text = ask_text(chat, "text", what_to_say(chat.language))
    extras = ask_extras(chat)
    audience = broadcast_audience.ask(chat, unit)
    photo = extras.photo
    try:
        draft_id = broadcasts.draft(
            chat.tx,
            chat.asker,
            unit.id,
            BroadcastBody(text=text, others=dict(extras.others)),
            audience.parts,
            photo=None if photo is None else kept_photo(photo, chat.row.channel),
            campaign_id=audience.late_campaign if extras.button is None else extras.button[0],
            late=audience.late_campaign is not None,
        )
    except OutOfScopeError:
        raise Refused(_("You can't write to them any more, so nothing was saved.")) from None
    chat.services.job_queued()
    chat.goto(BROADCAST, Named(of=str(draft_id)))


def ask_unit(chat: Chat) -> Unit:
    """The unit on whose behalf one writes: the highest that one organises; who organises several chooses."""
    own = organising.units(chat.tx, chat.asker)
    paths = {unit.path for unit in own}
    tops = [unit for unit in own if not any(unit.path != path and unit.path.startswith(path) for path in paths)]
    if not tops:
        chat.stop(_("You do not organise a unit any more."))
    options = [Option(str(unit.id), unit.name, unit) for unit in tops]
    return chat.choose("unit", _("Which unit are you writing for?"), options, settle=True)


def what_to_say(language: str) -> Text:
    """The question for the text, with what can be done in it."""
    return _(
        "What would you like to say? Write it as people will read it. *This* becomes bold, _this_ italic, and I fill "
        "in {fields} for each reader.",
        fields=FIELDS_SHOWN[language],
    )


def text_of(text: str, language: str) -> str:
    """The text as kept.

    Raises:
        Bad: it is too long, or has a field that nothing is known for.
    """
    if len(text) > LONGEST:
        raise Bad(_("That is {length} characters; please keep it within {most}.", length=len(text), most=LONGEST))
    unknown = unknown_fields(text, broadcast_words.FIELDS)
    if unknown:
        raise Bad(
            _(
                "I don't know what to fill in for {unknown}. I know {fields}.",
                fields=FIELDS_SHOWN[language],
                unknown=", ".join(f"{{{name}}}" for name in unknown),
            )
        )
    return text


def ask_text(chat: Chat, step: str, question: Text) -> str:
    """A text to be sent, as people will read it."""
    return chat.ask(step, question, partial(text_of, language=chat.language), prose=True)


def ask_text_in(chat: Chat, language: str) -> str:
    """The text for those who read another language."""
    question = _("The text for those who read {language}:", language=labels.LANGUAGES[language])
    return ask_text(chat, f"text/{language}", question)


def ask_extras(chat: Chat) -> Extras:
    """Ask for a photo, a button, another language, until the person has nothing to add."""
    extras = Extras()
    for number in count(1):
        match chat.choose(f"extra-{number}", what_goes_along(extras), addable(chat, extras)):
            case "done":
                return extras
            case "photo":
                extras = replace(extras, photo=ask_photo(chat))
            case "campaign":
                campaign = broadcast_audience.pick_campaign(chat, "button")
                extras = replace(extras, button=(campaign.id, campaign.title))
            case language:
                extras = replace(extras, others=(*extras.others, (language, ask_text_in(chat, language))))
    raise AssertionError  # the count has no end


def what_goes_along(extras: Extras) -> Text:
    """The question for what goes with a text; it says what is there already."""
    if extras.none:
        return _("Does anything go with it?")
    things = [_("the photo")] if extras.photo is not None else []
    if extras.button is not None:
        things.append(_("the button to “{title}”", title=extras.button[1]))
    things += [_("the text in {language}", language=labels.LANGUAGES[language]) for language, _text in extras.others]
    listed = things[0]
    for thing in things[1:]:
        listed = _("{first}, {second}", first=listed, second=thing)
    return _("✓ I have {things}. Anything else?", things=listed)


def addable(chat: Chat, extras: Extras) -> list[Option[str]]:
    """What can still be added to a text, and that it is enough."""
    enough = _("No, choose who gets it") if extras.none else _("Done, choose who gets it")
    options = [Option("done", enough, "done")]
    if extras.photo is None:
        options.append(Option("photo", ADD_PHOTO, "photo"))
    if extras.button is None and broadcast_audience.campaigns_of(chat):
        options.append(Option("campaign", ADD_BUTTON, "campaign"))
    return options + [
        Option(language, add_language(language), language)
        for language in broadcast_words.languages_beside(chat.language)
        if language not in dict(extras.others)
    ]


def add_language(language: str) -> Text:
    """The choice of a text in another language."""
    return _("+ The same in {language}", language=labels.LANGUAGES[language])


def ask_photo(chat: Chat) -> UploadedFile | None:
    """Ask for the photo; "done" without one is fine."""
    photos = ask_photos(chat, "photo", _("Send me the photo."), most=1)
    return photos[0] if photos else None


def kept_photo(photo: UploadedFile, channel: str) -> BroadcastPhoto:
    """A photo as storage keeps it."""
    return BroadcastPhoto(
        media_type=photo.media_type, size=photo.size, sha256=photo.sha256, channel=channel, vendor_id=photo.vendor_id
    )
