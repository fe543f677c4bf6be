"""Steps that wait for a job: a document is asked for, read in the sandbox, and comes back understood.

The document goes into a row of `jobs`; a worker (bot/workers/jobs.py) does it in a process of its own and says so by an
`Incoming` of the kind "job_done", which goes through the inbox like any message. Who has cancelled or gone elsewhere
meanwhile hears nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from handlers.engine import document_words
from handlers.engine.chat import Chat
from handlers.engine.message import Incoming, JobDone, UploadedFile
from handlers.engine.outcomes import Ended, Paused
from handlers.engine.questions import Question
from handlers.engine.said import NO_FILES
from handlers.engine.state import fingerprint
from handlers.engine.text import Text, _
from storage.database import Transaction
from storage.files import files, jobs
from storage.files.jobs import Match, ReadDocument

Reader = Literal["table", "programme"]
LARGEST = 20_000_000  # bytes, on every channel: what Telegram hands to bots (Bot API, getFile)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as its reader understood it: `content` is what the reader returned, without its lines.

    `file_sha256` names the bytes that came and `sha256` the whole of what was read out of them.
    """

    name: str
    file_sha256: str
    sha256: str
    content: Any


def ask_document(chat: Chat, step: str, text: Text | str, *, reader: Reader) -> Document:
    """Ask for a document; `reader` names an entry of bot/sandbox/documents/readers.py.

    What the reader cannot take is said in a sentence, and the question comes again.

    Raises:
        Ended: no file can come through this channel, which is said.
    """
    shown = chat.words(text)
    answer = chat.answered(step, shown, valid=lambda value: _is_kept(chat, value))
    if answer is not None:
        return _document(chat, answer.value)
    token = _token(chat, step)
    if (message := chat.pending(step) or _brought(chat)) is not None:
        if message.job is not None:
            if (value := _result(chat, message.job)) is not None:
                chat.accept(step, value, shown, own=True)
                return _document(chat, value)
            token = 0
        elif message.kind == "document" and message.file is not None:
            _send_off(chat, step, message.file, reader)
        elif not token:
            chat.say(_("Please attach the file itself to a message. To stop, send /cancel."))
    if token:
        raise _wait(chat, step, _("I'm still reading your file. One moment, please."), token)
    if not chat.features.documents:
        chat.say(NO_FILES)
        raise Ended
    raise chat.pose(Question(step, shown, nav=True, files=True))


def match_table(chat: Chat, step: str, text: Text | str, match: Match) -> Document:
    """Let a job match a table that was read with the records, and wait for it, saying `text` meanwhile.

    It is matched anew where `match` is another. What goes wrong is said and ends the conversation.

    Raises:
        Ended: it could not be matched.
    """
    of = fingerprint(match.model_dump_json())
    answer = chat.answered(step, "", valid=lambda value: value["of"] == of and _is_kept(chat, value))
    if answer is not None:
        return _document(chat, answer.value)
    token = _token(chat, step)
    message = chat.pending(step)
    if message is not None and message.job is not None:
        value = _result(chat, message.job)
        if value is None:
            raise Ended
        chat.running.asked = None
        chat.replay.accept_unasked(step, {**value, "of": of})  # so that "back" goes to the question before
        chat.said.clear()
        return _document(chat, value)
    if token:
        raise _wait(chat, step, _("I'm still working on it. One moment, please."), token)
    _queue_job(chat, match)
    raise _wait(chat, step, text)


def _brought(chat: Chat) -> Incoming | None:
    """The document that began the conversation, as the first question's answer."""
    if chat.running.asked is not None or chat.message is None or chat.message.kind != "document":
        return None
    message, chat.message = chat.message, None
    return message


def _document(chat: Chat, value: dict[str, str]) -> Document:
    """The document of an answer."""
    return Document(value["name"], value["file_sha256"], value["sha256"], chat.services.job_result(value["sha256"]))


def _is_kept(chat: Chat, value: dict[str, str]) -> bool:
    """Whether what a job found is still kept."""
    return chat.services.job_result(value["sha256"]) is not None


def _token(chat: Chat, step: str) -> int:
    """The token of the job that a step waits for; 0 where it waits for none."""
    asked = chat.replay.open_question(step)
    return 0 if asked is None else asked.token


def _result(chat: Chat, job: JobDone) -> dict[str, str] | None:
    """What a job found, as an answer; None where it went wrong, and why is said."""
    if job.error or chat.services.job_result(job.sha256) is None:
        chat.say(document_words.sentence(job.error or "gone", job.facts))
        return None
    return {"sha256": job.sha256, "name": job.name, "file_sha256": job.file_sha256}


def _send_off(chat: Chat, step: str, file: UploadedFile, reader: Reader) -> None:
    """Send a document off to be read.

    Raises:
        Paused: it is on its way; otherwise it was too large, and that is said.
    """
    if (file.size or 0) > LARGEST:
        chat.say(document_words.sentence("too_large", {"most": LARGEST // 1_000_000}))
        return
    _queue_job(chat, ReadDocument(kind=reader, name=file.name), file)
    raise _wait(chat, step, _("I've got “{name}” and I'm reading it. One moment, please.", name=file.name))


def _queue_job(chat: Chat, work: ReadDocument | Match, file: UploadedFile | None = None) -> None:
    """Queue a job once the run is over; the next question asked is the one that waits for it."""
    token = chat.state.questions + 1

    def write(tx: Transaction) -> None:
        file_id = None
        if file is not None:
            file_id = files.add(
                tx,
                media_type=file.media_type,
                size=file.size,
                sha256=file.sha256,
                channel=chat.row.channel,
                vendor_id=file.vendor_id,
            )
        jobs.queue(tx, chat.row, work, token=token, file_id=file_id)
        chat.services.job_queued()

    chat.afterwards.append(write)


def _wait(chat: Chat, step: str, text: Text | str, token: int = 0) -> Paused:
    """Wait for a job: for the one of this token, or for the one that has just been queued."""
    return chat.pose(Question(step, chat.words(text), nav=True, token=token or chat.state.questions + 1, files=True))
