"""Broadcasts, as typed records: what they say, whom they are for, and how far they have come."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field

from storage.records import Record

AudiencePartKind = Literal["unit", "role", "field", "interest", "campaign", "joined"]
BroadcastState = Literal["draft", "sending", "paused", "cancelled", "done"]
Standing = Literal["draft", "scheduled", "sending", "paused", "stopped", "cancelled", "done"]
"""Where a broadcast stands: `scheduled` goes out later; `stopped` went out to some, `cancelled` to nobody."""


class AudiencePart(Record):
    """A part of whom a broadcast is for.

    `unit`: members of this unit and below; `role`: who has the role `value` there; `field`: who took part in
    a campaign of the field `value`; `interest`: who is interested in the field `value`; `campaign`: who `value`
    (signed_up, checked_in, not_checked_in) to `campaign_id`; `joined`: who joined before the moment `value`. Of each
    kind one part must hold, and none that is `outside` may.
    """

    kind: AudiencePartKind
    unit_id: int | None = None
    campaign_id: int | None = None
    value: str = ""
    outside: bool = False


class BroadcastBody(BaseModel):
    """What a broadcast says: the text, and the same in another language for those who read that."""

    text: str
    others: dict[str, str] = Field(default_factory=dict)


class BroadcastCounts(Record):
    """How far a broadcast has come: of so many people, how many messages ended how; the others still wait.

    At the yes `no_chat` had no chat and `blocked_before` had blocked the bot: they are no part of what is sent. Of the
    others, `blocked` blocked it later, and `left_out` were no more when their turn came. `joined_later` signed up when
    all was sent, and are sent it beside. `held` waits for its price, `closed` for its reader to write; both may go out
    after the broadcast has ended. It has `cost` so many đồng so far.
    """

    people: int
    sent: int = 0
    blocked: int = 0
    failed: int = 0
    cancelled: int = 0
    left_out: int = 0
    held: int = 0
    closed: int = 0
    cost: int = 0
    no_chat: int = 0
    blocked_before: int = 0
    joined_later: int = 0

    @property
    def waiting(self) -> int:
        """Whose message is still to be sent."""
        ended = self.sent + self.blocked + self.failed + self.cancelled + self.left_out
        return self.reachable - ended - self.held - self.closed

    @property
    def reachable(self) -> int:
        """Who was to be sent it: the number that its organiser said yes to, and that all others add up to."""
        return self.people - self.no_chat - self.blocked_before


class Broadcast(Record):
    """A broadcast; `said_at` is when its organiser confirmed it."""

    id: int
    unit_id: int
    unit_name: str
    unit_path: str
    author_id: int | None
    body: str
    file_id: int | None
    campaign_id: int | None
    late: bool
    again_of: int | None
    state: BroadcastState
    created_at: AwareDatetime
    said_at: AwareDatetime | None
    at: AwareDatetime | None
    changed_at: AwareDatetime
    ended_at: AwareDatetime | None
    newest: int
    collected_upto: int
    fed_upto: int
    people: int
    fed: int
    sent: int | None
    blocked: int | None
    failed: int | None
    cancelled: int | None
    no_chat: int = 0
    blocked_before: int = 0
    blocked_since: int = 0
    joined_later: int = 0
    cost: int = 0

    def stands(self, now: datetime) -> Standing:
        """Where it stands at a moment."""
        if self.state == "sending" and self.at is not None and self.at > now:
            return "scheduled"
        if self.state == "cancelled" and self.fed:
            return "stopped"
        return self.state

    def may_be_taken_back(self, now: datetime) -> bool:
        """Whether it goes out later, so that it can be a draft again; what is sent once more has another audience."""
        later = self.at is not None and self.at > now
        return later and self.state in {"sending", "paused"} and self.again_of is None

    @property
    def says(self) -> BroadcastBody:
        """What it says."""
        return BroadcastBody.model_validate_json(self.body)

    @property
    def collected(self) -> bool:
        """Whether its whole audience is known."""
        return self.collected_upto >= self.newest


class BroadcastWithPhoto(Broadcast):
    """A broadcast as its organiser sees it; `file_state` of its photo: wanted, stored or lost."""

    file_state: str | None
    sha256: str | None
    media_type: str | None


class Counted(Record):
    """How many a draft reaches (`reach`, JSON), of the members up to `counted_upto`; `count_chat` is to be shown it."""

    id: int
    reach: str
    counted_upto: int
    count_to: int
    count_chat: int | None

    @property
    def known(self) -> bool:
        """Whether everybody has been come by."""
        return self.counted_upto >= self.count_to

    @property
    def ways(self) -> dict[str, int]:
        """How many over each channel; who cannot be reached stands under "!entered", "!blocked" and "!no_chat"."""
        ways: dict[str, int] = json.loads(self.reach)
        return ways


class Screen(Record):
    """The message, by its outbox row, that shows a chat how far a broadcast has come; `shown` marks what it says."""

    broadcast_id: int
    chat_id: int
    row_id: int
    shown: str


class BroadcastPhoto(Record):
    """A photo that goes with a broadcast."""

    media_type: str
    size: int | None
    sha256: str | None
    channel: str
    vendor_id: str | None


class Recipient(Record):
    """Somebody in an audience, and what became of their message: `state` is None where there is none.

    `reach` says why they could not be reached when it was confirmed, "" where they could.
    """

    name: str
    unit: str
    reach: Literal["", "no_chat", "blocked"]
    channel: str | None
    state: str | None
    sent_at: AwareDatetime | None
    error: str | None
