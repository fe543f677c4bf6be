"""All notices: what is said to a person who did not just write. Facts only; handlers/notices.py makes the words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from storage.attendance.notices import CodesGuessed, Ticked, TickUndone
from storage.broadcasts.notices import BroadcastNotice
from storage.campaigns.notices import CampaignCancelled, CampaignEdited, MovedUp
from storage.imports.notices import ImportDone, ImportUndone
from storage.messages.allowance_notice import AllowanceNear
from storage.messages.unread_notice import Unread
from storage.organisation.notices import RoleNotice
from storage.people.notices import RequestDecided, RequestMade
from storage.reminders.digest_notice import Digest
from storage.reminders.notices import Reminder
from storage.reports.notices import Decided

Notice = Annotated[
    BroadcastNotice
    | MovedUp
    | Decided
    | TickUndone
    | Ticked
    | CodesGuessed
    | CampaignEdited
    | CampaignCancelled
    | RequestDecided
    | RequestMade
    | RoleNotice
    | ImportDone
    | ImportUndone
    | Reminder
    | Digest
    | Unread
    | AllowanceNear,
    Field(discriminator="kind"),
]


NOTICE: TypeAdapter[Notice] = TypeAdapter(Notice)
