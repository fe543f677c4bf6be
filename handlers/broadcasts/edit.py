"""Change a draft part by part: what it says, in which languages, its photo, its button, who gets it."""

from __future__ import annotations

from typing import NoReturn

from handlers import labels
from handlers.broadcasts import BROADCAST, compose
from handlers.broadcasts import audience as broadcast_audience
from handlers.broadcasts import words as broadcast_words
from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.conversation import Named
from handlers.engine.text import Text, _
from storage.broadcasts import broadcasts, drafts
from storage.broadcasts.records import BroadcastBody, BroadcastWithPhoto
from storage.errors import OutOfScopeError
from storage.organisation import units

TEXT, PHOTO, BUTTON, WHOM = "text", "photo", "button", "whom"


def parts(chat: Chat, draft: BroadcastWithPhoto) -> list[Option[str]]:
    """What of a draft can be changed, or added to it."""
    options = [Option(TEXT, _("The text"), TEXT)]
    for language in broadcast_words.languages_beside(chat.language):
        has = language in draft.says.others
        there = _("The text in {language}", language=labels.LANGUAGES[language])
        options.append(Option(language, there if has else compose.add_language(language), language))
    options.append(Option(PHOTO, compose.ADD_PHOTO if draft.file_id is None else _("The photo"), PHOTO))
    if draft.campaign_id is not None or broadcast_audience.campaigns_of(chat):
        options.append(Option(BUTTON, compose.ADD_BUTTON if draft.campaign_id is None else _("The button"), BUTTON))
    return [*options, Option(WHOM, _("Who gets it"), WHOM)]


def change(chat: Chat, draft: BroadcastWithPhoto, part: str) -> NoReturn:
    """Ask for one part anew, and look the draft over again."""
    try:
        match part:
            case "text":
                change_text(chat, draft)
            case "photo":
                change_photo(chat, draft)
            case "button":
                change_button(chat, draft)
            case "whom":
                change_audience(chat, draft)
            case language:
                change_language(chat, draft, language)
    except OutOfScopeError:
        raise Refused(_("It is no longer a draft, or you can't change it, so nothing was changed.")) from None
    chat.goto(BROADCAST, Named(of=str(draft.id)))


def change_text(chat: Chat, draft: BroadcastWithPhoto) -> None:
    """What it says."""
    question = _("Now it says:\n\n{text}\n\nHow should it read? Please send all of it.", text=draft.says.text)
    text = compose.ask_text(chat, "text", question)
    drafts.set_body(chat.tx, chat.asker, draft.id, BroadcastBody(text=text, others=draft.says.others))


def change_language(chat: Chat, draft: BroadcastWithPhoto, language: str) -> None:
    """What it says to those who read another language."""
    others = dict(draft.says.others)
    if language in others and not wants_other(chat, _("It says:\n\n{text}", text=others[language])):
        del others[language]
    else:
        others[language] = compose.ask_text_in(chat, language)
    drafts.set_body(chat.tx, chat.asker, draft.id, BroadcastBody(text=draft.says.text, others=others))


def change_photo(chat: Chat, draft: BroadcastWithPhoto) -> None:
    """Which photo goes with it."""
    if draft.file_id is not None and not wants_other(chat, _("A photo goes with it.")):
        drafts.set_photo(chat.tx, chat.asker, draft.id, None)
    elif (photo := compose.ask_photo(chat)) is not None:
        drafts.set_photo(chat.tx, chat.asker, draft.id, compose.kept_photo(photo, chat.row.channel))


def change_button(chat: Chat, draft: BroadcastWithPhoto) -> None:
    """Which campaign its button opens."""
    campaign_id = None
    if draft.campaign_id is None or wants_other(chat, _("A button to a campaign goes with it.")):
        campaign_id = broadcast_audience.pick_campaign(chat, "button").id
    drafts.set_button(chat.tx, chat.asker, draft.id, campaign_id)


def change_audience(chat: Chat, draft: BroadcastWithPhoto) -> None:
    """Who gets it."""
    lines = [f"• {chat.words(line)}" for line in broadcast_audience.said(chat.tx, broadcasts.parts(chat.tx, draft.id))]
    question = _("Right now it goes to:\n{audience}\n\nWho should get it?", audience="\n".join(lines))
    audience = broadcast_audience.ask(chat, units.by_id(chat.tx, draft.unit_id), question)
    drafts.set_audience(chat.tx, chat.asker, draft.id, audience.parts, late=audience.late_campaign is not None)


def wants_other(chat: Chat, there: Text) -> bool:
    """Whether another one takes the place of what is there; else it is taken away."""
    options = [Option("other", _("Replace it"), True), Option("none", _("Leave it out"), False)]
    return chat.choose("how", _("{there}\n\nWhat should become of it?", there=there), options)
