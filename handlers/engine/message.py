"""What every channel speaks: one message in, one message out, and nothing of any vendor's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from storage.records import Bar


class Frozen(BaseModel):
    """A value that does not change once made."""

    model_config = ConfigDict(frozen=True)


class Location(Frozen):
    """A point in degrees (WGS 84); `live` when the vendor vouches that the phone itself is there now.

    `accuracy_m` is how uncertain the phone says that it is, in metres; None where it does not say.
    """

    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    live: bool = False
    accuracy_m: float | None = Field(default=None, ge=0, allow_inf_nan=False)


class UploadedFile(Frozen):
    """A file that came with a message: stored by its hash already, or known to its vendor by an id.

    `name` is what its sender calls it, without folders; "" for photos. `unique_id` is what the vendor calls the same
    file whenever it is sent, and whoever sends it (Bot API, `file_unique_id`).
    """

    media_type: str
    name: str = ""
    size: int | None = None
    sha256: str | None = None
    vendor_id: str | None = None
    unique_id: str | None = None

    def same_as(self, other: UploadedFile) -> bool:
        """Whether it is the same file: by its bytes, or by what its vendor calls it."""
        return any(one is not None and one == its for one, its in zip(self.known_by, other.known_by, strict=True))

    @property
    def known_by(self) -> tuple[str | None, str | None, str | None]:
        """Its hash and what its vendor calls it."""
        return self.sha256, self.unique_id, self.vendor_id


class JobDone(Frozen):
    """The result of a job (see `handlers/engine/documents.py`): the hash of what it found, or what went wrong.

    `token` is the number of the question that sent it off: nobody else waits for it. `name` and `file_sha256` are the
    document's, where the job read one; `facts` are those of the error.
    """

    token: int
    sha256: str = ""
    name: str = ""
    file_sha256: str = ""
    error: str = ""
    facts: dict[str, Any] = {}


class Incoming(Frozen):
    """One update, as a channel understood it.

    `key` is unique for ever on that channel ("telegram:123"): the same key again is the same update again.
    `at` is when the person did it, never later than now. `choice` is a pressed button's `Choice.id`. `start` is the
    payload of a start link, "" for a bare start. `addressed` says, in a group, that the bot was spoken to. `job` is
    nobody's message: a job is done that the chat waits for. "withdrawn" is who took back, at their vendor's, that
    we may know them. `by_page` says that it came by a page of ours, so that its vendor does not know of it.
    """

    channel: str
    address: str
    key: str
    at: AwareDatetime
    kind: Literal[
        "text",
        "choice",
        "start",
        "location",
        "photo",
        "document",
        "edited",
        "other",
        "blocked",
        "unblocked",
        "withdrawn",
        "job_done",
    ]
    text: str = ""
    choice: str = ""
    start: str = ""
    location: Location | None = None
    file: UploadedFile | None = None
    job: JobDone | None = None
    private: bool = True
    addressed: bool = True
    language: str | None = None
    medium: Literal["", "voice", "video", "sticker"] = ""  # what came that the bot cannot take, where it is known
    by_page: bool = False
    press: str | None = None  # the vendor's id of a button press that wants to be answered


class Choice(Frozen):
    """A button, or a numbered line where a channel has none.

    `id` is "<question>:<n>" for an answer, or a command such as "/diemdanh". `nav` marks back, cancel and more. `hint`
    marks a suggestion: pressing it is typing its label, so it never has a number ("1" may itself be an answer).
    `heading` stands above it among numbered lines.
    `number` is what it goes by in a list that is numbered over its pages, else 0; a `pinned` one is beside the list.
    """

    id: str
    label: str
    nav: bool = False
    hint: bool = False
    heading: str = ""
    number: int = 0
    pinned: bool = False

    @property
    def button(self) -> str:
        """What a button says: the number too, where it is one of a list."""
        return f"{self.number}. {self.label}" if self.number and not self.pinned else self.label


class QrCode(Frozen):
    """A picture that the channel draws: the QR code of this link."""

    type: Literal["qr"] = "qr"
    link: str


class TextFile(Frozen):
    """A small file made of text, e.g. a calendar entry."""

    type: Literal["file"] = "file"
    name: str
    media_type: str
    content: str


class StoredPhoto(Frozen):
    """A photo that the bot keeps, by the hash of its bytes."""

    type: Literal["photo"] = "photo"
    sha256: str
    media_type: str


class Sheet(Frozen):
    """A spreadsheet or a text, made when it is sent: as much of it as the asker (a member's id) may see then.

    `kind` names an entry of `handlers/sheets.py`, `facts` is what that needs, `name` is the file's name with its
    ending: .xlsx, .txt or .json.
    """

    type: Literal["sheet"] = "sheet"
    kind: str
    name: str
    asker_id: int
    facts: dict[str, Any] = {}


class Chart(Frozen):
    """How the year's targets stand, drawn when it is sent; whoever cannot see it has the message's text."""

    type: Literal["chart"] = "chart"
    title: str
    pace: str  # what the mark at which the year's pace stands is called
    waiting: str  # and what is still to be verified
    bars: tuple[Bar, ...]


class MadeFile(Frozen):
    """A file made just now from an attachment that held facts only; it is sent at once and never stored."""

    type: Literal["made"] = "made"
    name: str
    content: bytes
    picture: bool = False


class PictureAt(Frozen):
    """A picture at a public address, which a vendor fetches itself; made when it is sent and never stored.

    `instead` is what is said where the vendor does not take it.
    """

    type: Literal["picture_at"] = "picture_at"
    url: str
    instead: str = ""


CALL = "tel:"  # what a link begins with that calls somebody: its words are the number


class Mark(Frozen):
    """A part of a text that is shown in its own way: where it begins and how long it is, in UTF-16 units.

    (So count both the Bot API, MessageEntity, and browsers.) `url` is where a link leads.
    """

    style: Literal["bold", "italic", "link"]
    offset: int
    length: int
    url: str = ""


def unmarked(text: str, marks: Sequence[Mark]) -> str:
    """A text where marks are not shown: behind the words of each link stands its address, unless they say it."""
    links: list[tuple[int, int, str]] = []
    leading = (one for one in marks if one.style == "link" and not one.url.startswith(CALL))
    for mark in sorted(leading, key=lambda one: one.offset):
        begin, end = mark.offset, mark.offset + mark.length
        if links and links[-1][1:] == (begin, mark.url):  # the same link, cut by another mark
            begin = links.pop()[0]
        links.append((begin, end, mark.url))
    units = text.encode("utf-16-le")
    shown, at = "", 0
    for begin, end, url in links:
        words = units[2 * begin : 2 * end].decode("utf-16-le")
        shown += units[2 * at : 2 * end].decode("utf-16-le") + ("" if words.strip() == url else f" ({url})")
        at = end
    return shown + units[2 * at :].decode("utf-16-le")


class CodeShown(Frozen):
    """A code that a whole screen may show, such as "482 913", and until when it is this one."""

    digits: str
    until: AwareDatetime


Attachment = QrCode | TextFile | StoredPhoto | Sheet | Chart | MadeFile | PictureAt


class Reply(Frozen):
    """One message to a person; `question` is the id of the question that its choices answer.

    `free` says that what one types is an answer too, so that only words with a slash go back or stop. `location_label`
    is what the button of `wants_location` says. `menu` is the command menu that the chat has from now on, where it
    changes: whose role it is for, such as "LEADER".
    """

    text: str
    marks: tuple[Mark, ...] = ()
    choices: tuple[Choice, ...] = ()
    question: int | None = None
    free: bool = False
    wants_location: bool = False
    location_label: str = ""
    menu: str = ""
    code: CodeShown | None = None
    attachment: Attachment | None = None


class Edit(Frozen):
    """A change to an earlier outbox row's message: another text where one is given, and its buttons are now these.

    `question` is the id of the question that they answer, where the message now asks another.
    """

    row: int
    text: str | None = None
    choices: tuple[Choice, ...] = ()
    code: CodeShown | None = None
    question: int | None = None
