"""Steps that wait for work done beside the writer: a document is asked for, read elsewhere, and comes back understood.

The document goes into a row of `errands`; the shell (bot/errands.py) works it out in a process of its own and says so
by an `Incoming` of the kind "worked", which goes through the inbox like any message. Who has cancelled or gone
elsewhere meanwhile hears nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handlers import errand_words
from handlers.endings import Paused
from handlers.message import UploadedFile, Worked
from handlers.steps import NO_FILES, Steps
from handlers.words import Text, _
from storage import errands, files
from storage.database import Transaction

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

    def document(self, step: str, text: Text | str, *, reader: str, **facts: Any) -> Document:
        """Ask for a document; `reader` names an entry of bot/readers.py, which gets the facts too.

        What the reader cannot take is said in a sentence, and the question comes again.
        """
        shown = self.words(text)
        stored = self._stored(step, shown, valid=lambda value: self.around.found(value["sha256"]) is not None)
        if stored is not None:
            return Document(content=self.around.found(stored.value["sha256"]), **stored.value)
        token = self._token(step)
        if (message := self._pending(step)) is not None:
            if message.worked is not None:
                if (answer := self._taken(step, shown, message.worked)) is not None:
                    return Document(content=self.around.found(answer["sha256"]), **answer)
                token = 0
            elif message.kind == "document" and message.file is not None:
                self._send_document(step, message.file, reader, facts)
            elif not token:
                self.say(_("Please attach the file itself to a message. To stop, send /huy."))
        if token:
            raise self._wait(step, _("I am still reading your file. One moment, please."), token)
        if not self.around.takes_files:
            self.say(NO_FILES)
        raise self._open(step, shown, [], nav=True)

    def _token(self, step: str) -> int:
        """The token of the errand that a step waits for; 0 where it waits for none."""
        asked = self.running.asked
        return asked.token if asked is not None and asked.step == step else 0

    def _taken(self, step: str, shown: str, worked: Worked) -> dict[str, str] | None:
        """What came of an errand, kept as the answer; None where it went wrong, and why is said."""
        if worked.error or self.around.found(worked.sha256) is None:
            self.say(errand_words.sentence(worked.error or "gone", worked.facts))
            return None
        answer = {"sha256": worked.sha256, "name": worked.facts["name"], "file_sha256": worked.facts["file_sha256"]}
        self._accept(step, answer, shown)
        return answer

    def _send_document(self, step: str, file: UploadedFile, reader: str, facts: dict[str, Any]) -> None:
        """Send a document off to be read.

        Raises:
            Paused: it is on its way; otherwise it was too large, and that is said.
        """
        if (file.size or 0) > LARGEST:
            self.say(errand_words.sentence("too_large", {"most": LARGEST // 1_000_000}))
            return
        given = {**facts, "name": file.name}
        self._begin(reader, given, file)
        raise self._wait(step, _("I have got “{name}” and am reading it. One moment, please.", name=file.name))

    def _begin(self, kind: str, facts: dict[str, Any], file: UploadedFile | None = None) -> None:
        """Let an errand begin once the run is over; the next question asked is the one that waits for it."""
        token = self.state.questions + 1

        def write(tx: Transaction) -> None:
            file_id = None
            if file is not None:
                file_id = files.add(
                    tx, media_type=file.media_type, size=file.size, sha256=file.sha256, channel=self.row.channel,
                    vendor_id=file.vendor_id,
                )  # fmt: skip
            errands.begin(tx, self.row, token=token, kind=kind, facts=facts, file_id=file_id)
            self.around.errand_begun()

        self.afterwards.append(write)

    def _wait(self, step: str, text: Text, token: int = 0) -> Paused:
        """Wait for an errand: for the one of this token, or for the one that has just begun."""
        return self._open(step, self.words(text), [], nav=True, token=token or self.state.questions + 1)
