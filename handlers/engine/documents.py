"""Steps that wait for work done beside the writer: a document is asked for, read elsewhere, and comes back understood.

The document goes into a row of `errands`; a worker (bot/workers/jobs.py) works it out in a process of its own and says
so by an `Incoming` of the kind "worked", which goes through the inbox like any message. Who has cancelled or gone
elsewhere meanwhile hears nothing of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from handlers.engine import document_words as errand_words
from handlers.engine.message import Incoming, UploadedFile, Worked
from handlers.engine.outcomes import Ended, Paused
from handlers.engine.replay import NO_FILES, Steps
from handlers.engine.state import Answer, fingerprint
from handlers.engine.text import Text, _
from storage.database import Transaction
from storage.files import files
from storage.files import jobs as errands

LARGEST = 20_000_000  # bytes, on every channel: what Telegram hands to bots (Bot API, getFile)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as its reader understood it: `content` is what the reader returned, without its lines.

    `file_sha256` names the bytes that came and `sha256` the whole of what was found.
    """

    name: str
    file_sha256: str
    sha256: str
    content: Any


class ErrandSteps(Steps):
    """The steps of a chat that wait for an errand."""

    def document(self, step: str, text: Text | str, *, reader: str) -> Document:
        """Ask for a document; `reader` names an entry of bot/sandbox/documents/readers.py.

        What the reader cannot take is said in a sentence, and the question comes again.

        Raises:
            Ended: no file can come through this channel, which is said.
        """
        shown = self.words(text)
        stored = self._stored(step, shown, valid=self._holds)
        if stored is not None:
            return self._document(stored.value)
        token = self._token(step)
        if (message := self._pending(step) or self._brought()) is not None:
            if message.worked is not None:
                if (answer := self._taken(message.worked)) is not None:
                    self._accept(step, answer, shown)
                    return self._document(answer)
                token = 0
            elif message.kind == "document" and message.file is not None:
                self._send_document(step, message.file, reader)
            elif not token:
                self.say(_("Please attach the file itself to a message. To stop, send /huy."))
        if token:
            raise self._wait(step, _("I am still reading your file. One moment, please."), token)
        if not self.around.takes_files:
            self.say(NO_FILES)
            raise Ended
        raise self._open(step, shown, [], nav=True)

    def work_out(self, step: str, text: Text | str, kind: str, **facts: Any) -> Document:
        """Let an errand work something out from what was found in a document, and wait for it, saying `text` meanwhile.

        `kind` names an entry of `handlers/imports/match.py`, which gets the facts; `table` of them is the finding's
        hash. It is worked out anew where the facts are others. What goes wrong is said and ends the conversation.

        Raises:
            Ended: it could not be worked out.
        """
        of = fingerprint(json.dumps([kind, facts], sort_keys=True))
        stored = self._stored(step, "", valid=lambda value: value["of"] == of and self._holds(value))
        if stored is not None:
            return self._document(stored.value)
        token = self._token(step)
        message = self._pending(step)
        if message is not None and message.worked is not None:
            if (answer := self._taken(message.worked)) is None:
                raise Ended
            # nobody was asked, so that "back" goes to the question before
            self.running.answers.append(Answer(step=step, value={**answer, "of": of}))
            self.running.asked = None
            self.said.clear()
            return self._document(answer)
        if token:
            raise self._wait(step, _("I am still at it. One moment, please."), token)
        self._begin(kind, facts)
        raise self._wait(step, text)

    def _brought(self) -> Incoming | None:
        """The document that began the conversation, as the first question's answer."""
        if self.running.asked is not None or self.message is None or self.message.kind != "document":
            return None
        message, self.message = self.message, None
        return message

    def _document(self, value: dict[str, str]) -> Document:
        """The document of an answer."""
        content = self.around.found(value["sha256"])
        return Document(value["name"], value["file_sha256"], value["sha256"], content)

    def _holds(self, value: dict[str, str]) -> bool:
        """Whether what an errand found is still kept."""
        return self.around.found(value["sha256"]) is not None

    def _token(self, step: str) -> int:
        """The token of the errand that a step waits for; 0 where it waits for none."""
        asked = self.running.asked
        return asked.token if asked is not None and asked.step == step else 0

    def _taken(self, worked: Worked) -> dict[str, str] | None:
        """What came of an errand, as an answer; None where it went wrong, and why is said."""
        if worked.error or self.around.found(worked.sha256) is None:
            self.say(errand_words.sentence(worked.error or "gone", worked.facts))
            return None
        return {"sha256": worked.sha256, "name": worked.facts["name"], "file_sha256": worked.facts["file_sha256"]}

    def _send_document(self, step: str, file: UploadedFile, reader: str) -> None:
        """Send a document off to be read.

        Raises:
            Paused: it is on its way; otherwise it was too large, and that is said.
        """
        if (file.size or 0) > LARGEST:
            self.say(errand_words.sentence("too_large", {"most": LARGEST // 1_000_000}))
            return
        self._begin(reader, {"name": file.name}, file)
        raise self._wait(step, _("I have got “{name}” and am reading it. One moment, please.", name=file.name))

    def _begin(self, kind: str, facts: dict[str, Any], file: UploadedFile | None = None) -> None:
        """Let an errand begin once the run is over; the next question asked is the one that waits for it."""
        token = self.state.questions + 1

        def write(tx: Transaction) -> None:
            file_id = None
            if file is not None:
                file_id = files.add(
                    tx,
                    media_type=file.media_type,
                    size=file.size,
                    sha256=file.sha256,
                    channel=self.row.channel,
                    vendor_id=file.vendor_id,
                )
            errands.begin(tx, self.row, token=token, kind=kind, facts=facts, file_id=file_id)
            self.around.errand_begun()

        self.afterwards.append(write)

    def _wait(self, step: str, text: Text | str, token: int = 0) -> Paused:
        """Wait for an errand: for the one of this token, or for the one that has just begun."""
        return self._open(step, self.words(text), [], nav=True, token=token or self.state.questions + 1)
