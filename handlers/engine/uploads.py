"""Steps whose answer is no text: a location, photos."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from handlers.engine.chat import Chat
from handlers.engine.message import Location, UploadedFile
from handlers.engine.outcomes import Bad
from handlers.engine.questions import Question
from handlers.engine.state import DONE, Shown
from handlers.engine.text import Text, _, ngettext


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
            chat.say(_("I need a location here: press the location button, or attach one. To stop, send /huy."))
        else:
            try:
                check(message.location)
            except Bad as bad:
                chat.reject(bad)
            else:
                chat.accept(step, message.location.model_dump(), shown)
                return message.location
    raise chat.pose(Question(step, shown, location=True))


def ask_photos(chat: Chat, step: str, text: Text | str, *, most: int) -> list[UploadedFile]:
    """Ask for photos, one after another, until "done" (none is fine) or until there are `most`."""
    shown = chat.words(text)
    answer = chat.answered(step, shown)
    if answer is not None:
        return [UploadedFile.model_validate(value) for value in answer.value]
    asked = chat.replay.open_question(step)
    so_far: list[Any] = list(asked.partial) if asked is not None else []
    if asked is not None and (message := chat.pending(step)) is not None:
        is_photo = message.kind == "photo" and message.file is not None
        done = not is_photo and chat.picked(message) == DONE
        if message.file is not None and is_photo:
            so_far.append(message.file.model_dump())
        elif not done:
            chat.say(_("Send a photo, or choose “Done”."))
        if done or len(so_far) >= most:
            chat.accept(step, so_far, shown)
            return [UploadedFile.model_validate(value) for value in so_far]
    if so_far:
        more = ngettext(
            "I have {count} photo. Send more, or choose “Done”.",
            "I have {count} photos. Send more, or choose “Done”.",
            len(so_far),
        )
        shown = chat.words(more)
    raise chat.pose(Question(step, shown, [Shown(key=DONE, label=chat.words(_("Done")))], partial=so_far))
