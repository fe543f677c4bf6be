"""Steps whose answer is no text: a location, photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from handlers.engine.chat import Chat
from handlers.engine.message import Incoming, Location, UploadedFile
from handlers.engine.outcomes import Bad
from handlers.engine.questions import Question
from handlers.engine.state import DONE, Shown
from handlers.engine.text import Text, _, ngettext

BY_BUTTON = _("I need a location here: press the location button, or attach one. To stop, send /cancel.")
BY_PAGE = _("I need a location here: open the page below and press its button. To stop, send /cancel.")


def ask_location(
    chat: Chat, step: str, text: Text | str, *, check: Callable[[Location], None] = lambda _location: None
) -> Location:
    """Ask where the person is; `check` raises `Bad` where that does not do."""
    shown = chat.words(text)
    answer = chat.answered(step, shown)
    if answer is not None:
        return Location.model_validate(answer.value)
    if (message := chat.pending(step)) is not None:
        if message.location is None:
            chat.say(BY_PAGE if chat.features.pages else BY_BUTTON)
        else:
            try:
                check(message.location)
            except Bad as bad:
                chat.reject(bad)
            else:
                chat.accept(step, message.location.model_dump(), shown, own=True)
                return message.location
    raise chat.pose(Question(step, shown, location=True))


REMOVE = "remove"


def ask_photos(
    chat: Chat,
    step: str,
    text: Text | str,
    *,
    most: int,
    check: Callable[[UploadedFile], None] = lambda _photo: None,
    already: Sequence[UploadedFile] = (),
) -> list[UploadedFile]:
    """Ask for photos, one after another, until "done" (none is fine) or until there are `most`.

    The same photo counts once; `check` raises `Bad` where one does not do. `already` are photos that came before they
    were asked for. Who goes back and comes again finds what was sent.
    """
    shown = chat.words(text)
    answer = chat.answered(step, shown)
    if answer is not None:
        return [UploadedFile.model_validate(value) for value in answer.value]
    asked = chat.replay.open_question(step)
    so_far: list[Any] = list(asked.partial) if asked is not None else chat.replay.collected(step, shown)
    if asked is None and not so_far:
        so_far = [photo.model_dump() for photo in already[:most]]
    if asked is not None and (message := chat.pending(step)) is not None:
        so_far, done = _with_photo(chat, message, so_far, most, check)
        chat.replay.collect(step, shown, so_far)
        if done:
            chat.accept(step, so_far, shown, own=bool(so_far))
            return [UploadedFile.model_validate(value) for value in so_far]
    choices = [Shown(key=DONE, label=chat.words(_("Done")))]
    if so_far:
        more = ngettext(
            "I have {count} photo. Send more, or choose “Done”.",
            "I have {count} photos. Send more, or choose “Done”.",
            len(so_far),
        )
        shown = chat.words(more)
        remove = ngettext("Remove the photo", "Remove the photos", len(so_far))
        choices.append(Shown(key=REMOVE, label=chat.words(remove)))
    raise chat.pose(Question(step, shown, choices, partial=so_far, files=True))


def _with_photo(
    chat: Chat, message: Incoming, so_far: list[Any], most: int, check: Callable[[UploadedFile], None]
) -> tuple[list[Any], bool]:
    """What is collected after a message, and whether that is all."""
    if message.kind == "photo" and (photo := message.file) is not None:
        try:
            so_far = _with_one_more(photo, so_far, most, check)
        except Bad as bad:
            chat.reject(bad)
            return so_far, False
        return so_far, len(so_far) >= most
    picked = chat.picked(message)
    if picked == REMOVE:
        return [], False
    if picked != DONE:
        chat.say(_("Send a photo, or choose “Done”."))
    return so_far, picked == DONE


def _with_one_more(
    photo: UploadedFile, so_far: list[Any], most: int, check: Callable[[UploadedFile], None]
) -> list[Any]:
    """What is collected after a photo; the only one that there may be takes the place of an older one.

    Raises:
        Bad: it is there already, it does not do, or there are enough.
    """
    if any(photo.same_as(UploadedFile.model_validate(value)) for value in so_far):
        raise Bad(_("I already have that photo, so it counts once."))
    check(photo)
    if len(so_far) >= most > 1:
        raise Bad(_("{most} photos are the most. Choose “Done”.", most=most))
    return [*so_far[: most - 1], photo.model_dump()]
