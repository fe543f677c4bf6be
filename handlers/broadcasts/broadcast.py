"""Write to many: what to say, what goes with it, who gets it. All of it is kept as a draft, which can then be sent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from handlers import labels
from handlers.broadcasts import BROADCAST
from handlers.broadcasts import audience as broadcast_audience
from handlers.broadcasts import draft as broadcast_draft
from handlers.broadcasts import run as broadcast_run
from handlers.broadcasts import words as broadcast_words
from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.message import UploadedFile
from handlers.engine.text import Text, _, shortened
from handlers.engine.uploads import ask_photos
from handlers.typed import amounts
from handlers.typed.marks import plain, unknown_fields
from storage.broadcasts import broadcasts
from storage.broadcasts.records import BroadcastBody, BroadcastPhoto, BroadcastWithPhoto
from storage.campaigns import organising
from storage.errors import OutOfScopeError
from storage.organisation.records import Unit

LISTED = 8
LONGEST = 3000  # characters: filled in, and with what Telegram allows at most, there is room for names
SHOWN = 40
FIELDS_SHOWN = "{tên}, {đơn vị}"
STATES: dict[str, Text] = {
    "draft": _("draft"),
    "sending": _("going out"),
    "paused": _("paused"),
    "cancelled": _("cancelled"),
    "done": _("sent"),
}


@dataclass(frozen=True, slots=True)
class Extras:
    """What goes with a text: a photo, a button to a campaign, the same in other languages."""

    photo: UploadedFile | None = None
    campaign_id: int | None = None
    others: tuple[tuple[str, str], ...] = ()


def broadcast(chat: Chat) -> None:
    """Compose an announcement, or look at one: "/thongbao 7" is the seventh, "/thongbao moi" a new one."""
    which, _space, action = chat.args(Named).of.partition(" ")
    if not which and (kept := broadcasts.managed_by(chat.tx, chat.asker, LISTED)):
        which = chat.choose("which", _("A new announcement, or one of these?"), listed(kept))
    if (number := amounts.id_of(which)) is not None:
        chosen = by_number(chat, number)
        if chosen.state == "draft":
            broadcast_draft.look_over(chat, chosen)
        broadcast_run.look(chat, chosen, action)
    compose(chat)


def listed(kept: list[BroadcastWithPhoto]) -> list[Option[str]]:
    """A new one, and those that there are."""
    options = [Option("moi", _("＋ New announcement"), "moi")]
    return options + [Option(str(one.id), label(one), str(one.id)) for one in kept]


def label(kept: BroadcastWithPhoto) -> Text:
    """An announcement in a list."""
    short = shortened(" ".join(plain(kept.says.text).split()), SHOWN)
    return _("{number}. {text} ({state})", number=kept.id, text=short, state=STATES[kept.state])


def by_number(chat: Chat, number: int) -> BroadcastWithPhoto:
    """The announcement of this number, if it is the asker's to see."""
    try:
        return broadcasts.by_id(chat.tx, chat.asker, number)
    except OutOfScopeError:
        chat.stop(_("There is no such announcement among yours."), offers=[Offer(BROADCAST)])


def compose(chat: Chat) -> None:
    """Ask for everything, keep it as a draft, and go on to look it over."""
    unit = ask_unit(chat)
    text = chat.ask("text", what_to_say(), text_of, prose=True)
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
            campaign_id=audience.late_campaign or extras.campaign_id,
            late=audience.late_campaign is not None,
        )
    except OutOfScopeError:
        raise Refused(_("That is not yours to write to any more, so nothing was kept.")) from None
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
    return chat.choose("unit", _("On behalf of which unit do you write?"), options, settle=True)


def what_to_say() -> Text:
    """The question for the text, with what can be done in it."""
    return _(
        "What would you like to say? Write it as people will read it. *This* becomes bold, _this_ italic, and I fill "
        "in {fields} for each reader.",
        fields=FIELDS_SHOWN,
    )


def text_of(text: str) -> str:
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
                "I do not know what to fill in for {unknown}. I know {fields}.",
                fields=FIELDS_SHOWN,
                unknown=", ".join(f"{{{name}}}" for name in unknown),
            )
        )
    return text


def ask_extras(chat: Chat) -> Extras:
    """Ask for a photo, a button, another language, until the person has nothing to add."""
    extras = Extras()
    for number in count(1):
        options = [Option("done", _("Nothing more: who gets it?"), "done")]
        if extras.photo is None:
            options.append(Option("photo", _("＋ A photo"), "photo"))
        if extras.campaign_id is None and broadcast_audience.campaigns_of(chat):
            options.append(Option("campaign", _("＋ A button to a campaign"), "campaign"))
        options += [
            Option(language, _("＋ The same in {language}", language=labels.LANGUAGES[language]), language)
            for language in broadcast_words.languages_beside(chat.language)
            if language not in dict(extras.others)
        ]
        match chat.choose(f"extra-{number}", _("Does anything go with it?"), options):
            case "done":
                return extras
            case "photo":
                extras = with_photo(chat, extras)
            case "campaign":
                campaign = broadcast_audience.pick_campaign(chat, "button")
                extras = Extras(extras.photo, campaign.id, extras.others)
            case language:
                question = _("The text for those who read {language}:", language=labels.LANGUAGES[language])
                text = chat.ask(f"text/{language}", question, text_of, prose=True)
                extras = Extras(extras.photo, extras.campaign_id, (*extras.others, (language, text)))
    raise AssertionError  # the count has no end


def with_photo(chat: Chat, extras: Extras) -> Extras:
    """Ask for the photo; "done" without one is fine."""
    photos = ask_photos(chat, "photo", _("Send me the photo."), most=1)
    return Extras(photos[0] if photos else None, extras.campaign_id, extras.others)


def kept_photo(photo: UploadedFile, channel: str) -> BroadcastPhoto:
    """A photo as storage keeps it."""
    return BroadcastPhoto(
        media_type=photo.media_type, size=photo.size, sha256=photo.sha256, channel=channel, vendor_id=photo.vendor_id
    )
