"""A message for a channel without buttons: its choices become numbered lines, links keep their address.

The numbers are those that `handlers/engine/choices.py` reads: n picks the n-th choice that was shown, 0 goes back.
"""

from __future__ import annotations

from handlers.engine.marked import units
from handlers.engine.message import Chart, Choice, MadeFile, Mark, PictureAt, QrCode, Reply, StoredPhoto, unmarked
from handlers.engine.navigation import NAVIGATION, NAVIGATION_WHERE_ONE_TYPES
from handlers.engine.said import PHOTO_ELSEWHERE
from handlers.engine.state import BACK, CANCEL, MORE
from handlers.engine.text import say


def numbered(reply: Reply, language: str) -> str:
    """The whole message as text: what it says, a numbered line for each choice, then how to go back or stop.

    Suggestions have no number: each is something to type as it stands.
    """
    blocks = [unmarked(reply.text, reply.marks), choice_lines(reply, language)]
    return "\n\n".join(block for block in blocks if block)


def choice_lines(reply: Reply, language: str) -> str:
    """A numbered line for each choice of a message, then how to go back or stop; "" where there is none."""
    choices = [choice for choice in reply.choices if not choice.nav]
    blocks = [
        "\n".join(_line(choice.number or number, choice) for number, choice in enumerate(choices, start=1)),
        _navigation([choice for choice in reply.choices if choice.nav], reply.free, language),
    ]
    return "\n\n".join(block for block in blocks if block)


def as_text(reply: Reply, language: str) -> Reply:
    """The message as a text that stands alone: what is written in bold or italics stays so, links show their address.

    Of a QR code its link is told, of a photo that there is one; the text of a chart says the same as the chart. A
    picture that the vendor fetches itself stays.
    """
    begun, marks = _links_shown(reply)
    blocks = [begun, _instead(reply, begun, language), choice_lines(reply, language)]
    text = "\n\n".join(block for block in blocks if block)
    shown = reply.attachment if isinstance(reply.attachment, PictureAt) else None
    return reply.model_copy(update={"text": text, "marks": marks, "choices": (), "attachment": shown})


def with_few_buttons(reply: Reply, language: str, most: int) -> Reply:
    """The message for a channel that has few buttons, no marks and, of files, pictures alone.

    Where its choices are too many, its answers are buttons and the way back is told; or, where they are still too many,
    its answers are numbered lines, and the way back is buttons.
    """
    answers = tuple(choice for choice in reply.choices if not choice.nav)
    ways = tuple(choice for choice in reply.choices if choice.nav)
    buttons, lines = reply.choices, ""
    if len(reply.choices) > most and len(answers) <= most:
        buttons, lines = answers, choice_lines(reply.model_copy(update={"choices": ways}), language)
    elif len(reply.choices) > most:
        buttons = ways if len(ways) <= most else ()
        told = answers if buttons else reply.choices
        lines = choice_lines(reply.model_copy(update={"choices": told}), language)
    begun = unmarked(reply.text, reply.marks)
    shown = reply.attachment if isinstance(reply.attachment, QrCode | StoredPhoto | Chart | MadeFile) else None
    text = "\n\n".join(block for block in (begun, lines) if block)
    return reply.model_copy(update={"text": text, "marks": (), "choices": buttons, "attachment": shown})


def _instead(reply: Reply, text: str, language: str) -> str:
    """What stands in the place of a picture."""
    match reply.attachment:
        case QrCode(link=link) if link not in text:
            return link
        case StoredPhoto():
            return say(PHOTO_ELSEWHERE, language)
    return ""


def _links_shown(reply: Reply) -> tuple[str, tuple[Mark, ...]]:
    """The text with the addresses of its links behind their words, and its other marks where their words now stand."""
    styled = [mark for mark in reply.marks if mark.style != "link"]
    links = [mark for mark in reply.marks if mark.style == "link"]
    if not links:
        return reply.text, tuple(styled)

    encoded = reply.text.encode("utf-16-le")

    def moved(offset: int, *, upto: int) -> int:
        """Where this place is once addresses stand behind the links that end by `upto`."""
        before = encoded[: 2 * offset].decode("utf-16-le", "ignore")
        return units(unmarked(before, [mark for mark in links if mark.offset + mark.length <= upto]))

    shifted = []
    for mark in styled:
        begin, end = mark.offset, mark.offset + mark.length
        here = moved(begin, upto=begin)
        # An address that follows a mark's last words is not shown in its style.
        shifted.append(mark.model_copy(update={"offset": here, "length": moved(end, upto=end - 1) - here}))
    return unmarked(reply.text, links), tuple(shifted)


def _line(number: int, choice: Choice) -> str:
    line = f"– {choice.label}" if choice.hint else f"{number}. {choice.label}"
    heading = "" if not choice.heading else f"{choice.heading}:\n" if number == 1 else f"\n{choice.heading}:\n"
    return heading + line


def _navigation(choices: list[Choice], free: bool, language: str) -> str:
    """One line for back, more and cancel, in the words that the question understands."""
    offered = {choice.id.partition(":")[2] for choice in choices}
    words = NAVIGATION_WHERE_ONE_TYPES if free else NAVIGATION
    line = " · ".join(say(words[name], language) for name in (MORE, BACK, CANCEL) if name in offered)
    return line[:1].upper() + line[1:]
