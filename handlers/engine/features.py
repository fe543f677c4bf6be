"""What a conversation may know of where it runs: what the chat's channel can do, and what the shell does for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.engine.message import Reply
from storage.messages.tariffs import Tariff


@dataclass(frozen=True, slots=True)
class Features:
    """What a channel can do. `link` makes a link that opens this bot out of a start payload; "" where there is none.

    Where not `payloads`, a link carries nothing, and a code is typed for what it would say.
    `one_message` says that messages are counted there: what is said in one turn is one message. `columns` says how
    many buttons stand side by side where their labels are short; `most_buttons`, how many a message can have.
    `takes_files` is of files out and in; where it is not so, `shows_pictures` and `reads_documents` say what goes all
    the same. `shows_presses` says that a press stands in the chat, or changes its message, so that one sees it.
    `messages` says as how many of its messages an address gets a reply; 0 where it is not counted.
    """

    link: Callable[[str], str] = field(default=lambda payload: payload)
    takes_files: bool = True
    menus: bool = False  # whether a chat has a command menu of its own
    columns: int = 2
    edits: bool = True  # whether a message that was sent can be changed
    in_place: bool = True  # whether a press leaves nothing in the chat, so that its message may change in place
    buttons: bool = True  # else choices are numbered lines
    location: bool = True  # whether a place can be sent
    live_location: bool = True  # whether the vendor vouches for a phone's own place
    payloads: bool = True  # whether a link says what it is for
    one_message: bool = False
    pages: bool = False  # whether a page of the public door sends a place and gives files in its stead
    most_buttons: int | None = None
    shows_pictures: bool = False
    fetches_pictures: bool = False  # whether its vendor fetches them from a page of the public door
    reads_documents: bool = False
    shows_presses: bool = True
    tariff: Tariff | None = None  # what its messages cost; None: nothing
    messages: Callable[[str, Reply], int] = field(default=lambda _address, _reply: 1)

    @property
    def gives_files(self) -> bool:
        """Whether a person can be given a file, in the chat or by a link."""
        return self.takes_files or self.pages

    @property
    def pictures(self) -> bool:
        """Whether pictures can be sent."""
        return self.gives_files or self.shows_pictures

    @property
    def documents(self) -> bool:
        """Whether people can send documents."""
        return self.takes_files or self.reads_documents


@dataclass(frozen=True, slots=True)
class Services:
    """What the shell does for conversations.

    `job_result` returns what a job found, by its hash, or None. `job_queued` lets workers look for work once the
    transaction is committed. `erasing` is told that somebody is erased, before that is committed. `paces` says how many
    messages a second each channel takes. `links` are the addresses that open the bot, on each of its channels.
    `public_url` is where the pages of the public door are, "" where there is none. `tariffs` says what messages
    cost, by channel, where they cost something; `messages` as how many of its messages a channel sends a reply.
    """

    sample: bool = False
    job_result: Callable[[str], Any] = field(default=lambda _sha256: None)
    job_queued: Callable[[], None] = field(default=lambda: None)
    erasing: Callable[[], None] = field(default=lambda: None)
    paces: Mapping[str, float] = field(default_factory=dict)
    links: Callable[[], tuple[str, ...]] = field(default=lambda: ())
    public_url: str = ""
    tariffs: Mapping[str, Tariff] = field(default_factory=dict)
    messages: Callable[[str, Reply], int] = field(default=lambda _channel, _reply: 1)
