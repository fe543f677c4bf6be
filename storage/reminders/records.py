"""What the schedule works with, as typed records: mailings, and the shifts and campaigns that they speak of."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from storage.records import Record

MailingAudience = Literal["everyone", "leaders", "seated", "signed_up", "here"]


class NewMailing(Record):
    """What is to be said (`body`, JSON), to whom (`audience`, of a shift or below a unit's path), and when.

    `at` is its moment, `next_at` when the first pass is due, which is earlier where some people's quiet hours are.
    An `urgent` one is sent in quiet hours too. `starts_at` is when the shift starts that it speaks of.
    """

    subject: str
    moment: str
    audience: MailingAudience
    body: str
    at: AwareDatetime
    useful_until: AwareDatetime
    next_at: AwareDatetime
    item_id: int | None = None
    shift_id: int | None = None
    path: str = ""
    starts_at: AwareDatetime | None = None
    urgent: bool = False

    @property
    def key(self) -> str:
        """What makes it that mailing: queued once, whoever asks for it again."""
        return f"{self.subject}:{self.moment}"


class Mailing(NewMailing):
    """A mailing as it is stored: how far the present pass (since `pass_at`) has come, and how many were told."""

    id: int
    pass_at: AwareDatetime | None
    after: int
    told: int
    missed: int


class ShiftFacts(Record):
    """What is said about a shift."""

    id: int
    campaign_id: int
    title: str
    place: str
    bring: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    opens_at: AwareDatetime


class ShiftWithState(ShiftFacts):
    """A shift, whatever became of it."""

    state: str
    campaign_state: str

    @property
    def takes_place(self) -> bool:
        """Whether neither the shift nor its campaign was cancelled."""
        return self.state == "open" and self.campaign_state in {"open", "closed"}


class TickProgress(Record):
    """Since when what is due has been looked up, and until when it is known."""

    began_at: AwareDatetime
    known_until: AwareDatetime


class AudiencePage(Record):
    """The next members of an audience: up to which one, about how many, and whether they are the last."""

    upto: int
    people: int
    last: bool


class CampaignOn(Record):
    """An open campaign of a unit's, and when its first shift in a certain time starts."""

    campaign_id: int
    title: str
    unit_id: int
    starts_at: AwareDatetime


class QueuedWording(Record):
    """One wording of a mailing (`body`, JSON), when it was queued, and for how many people."""

    at: AwareDatetime
    moment: str
    subject: str
    body: str
    people: int
