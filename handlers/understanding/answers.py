"""What a message says to the open question: an answer in a sentence, a wish to stop or go back, or else. Pure."""

from __future__ import annotations

from handlers.understanding.answering import Answer
from handlers.understanding.choosing import LABEL_DATE, chosen, without_photos
from handlers.understanding.context import Context, OpenQuestion
from handlers.understanding.features import Reading
from handlers.understanding.stopping import goes_back, stops
from handlers.understanding.typed_answers import typed


def answer(known: Reading, context: Context) -> Answer | None:
    """How a message answers the open question; None where it is something else."""
    question = context.question
    if question is None:
        return None
    if (done := without_photos(known, question)) is not None:
        return Answer("answer", done)
    if goes_back(known, question):
        return Answer("back")
    if stops(known, question):
        return Answer("answer", question.no) if question.no else Answer("stop")
    choice = chosen(known, question, context)
    if choice is not None:
        return _with_more(choice, known, question)
    return typed(known, question.expects, context.now.year)


def _with_more(choice: str, known: Reading, question: OpenQuestion) -> Answer:
    """The answer by a choice, with the day, campaign or unit that it is."""
    day = None
    if LABEL_DATE.search(choice) and known.days is not None:
        day = known.days.slot
    unit = choice if "unit" in question.step else None
    return Answer("answer", choice, unit=unit, day=day)
