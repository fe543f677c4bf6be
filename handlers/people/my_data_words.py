"""What is kept of a person as a text to read, and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from handlers import labels
from handlers.engine.text import HOME, Text, _, say
from storage.database import Transaction
from storage.people import my_data
from storage.people.my_data import Everything
from storage.records import Asker

PARTS: Mapping[str, Text] = {
    "profile": _("Who you are"),
    "former_names": _("Former names"),
    "chats": _("Where you write from"),
    "roles": _("Your roles"),
    "invitations": _("Invitations"),
    "requests": _("Requests to leaders"),
    "sign_ups": _("Sign-ups"),
    "check_ins": _("Check-ins"),
    "reports": _("Reports"),
    "figures": _("Figures that you reported"),
    "photos": _("Photos"),
    "wrong_codes": _("Wrong codes"),
    "link_codes": _("Codes to link accounts"),
    "link_tries": _("Wrong codes to link accounts"),
    "short_code_tries": _("Wrong codes of posters and invitations"),
    "left_accounts": _("Accounts that were yours"),
    "interests": _("What interests you"),
    "quiet_hours": _("Quiet hours"),
    "unwanted": _("Reminders that you do not want"),
    "digests": _("Digest"),
    "messages": _("Messages to you"),
    "announcements": _("Announcements to you"),
    "announced": _("Announcements that you wrote"),
    "documents": _("Documents that you sent"),
    "imports": _("Tables that you imported"),
    "import_rows": _("Lists that you stood in"),
    "figures_entered": _("Figures that you entered"),
    "log": _("Log of changes"),
    "decisions": _("Where your decision stands"),
    "failed": _("Messages that I failed on"),
    "contact_of": _("Campaigns that you can be called about"),
    "sample": _("Sample data"),
}

COLUMNS: Mapping[str, Text] = {
    "accepted": _("accepted"),
    "action": _("what"),
    "address": _("address"),
    "amount": _("amount"),
    "as_of": _("as of"),
    "at": _("when"),
    "before": _("before it was returned"),
    "begins": _("from"),
    "begun_at": _("begun"),
    "birth_year": _("birth year"),
    "blocked_at": _("blocked since"),
    "body": _("words"),
    "campaign": _("campaign"),
    "changed_at": _("changed"),
    "channel": _("channel"),
    "check_ins": _("check-ins"),
    "checked_in_at": _("checked in"),
    "chosen": _("notices go there"),
    "claimed": _("claimed"),
    "consent_version": _("text of the consent"),
    "consented_at": _("consent given"),
    "contact_name": _("name"),
    "contact_phone": _("phone"),
    "created_at": _("since"),
    "decided_at": _("decided"),
    "detail": _("details"),
    "distance_m": _("metres from the place"),
    "due_at": _("due"),
    "ended_at": _("ended"),
    "ends": _("until"),
    "entered": _("written down"),
    "entered_at": _("entered"),
    "expires_at": _("valid until"),
    "field": _("field"),
    "given_at": _("since"),
    "guardian": _("guardian"),
    "heard_at": _("last heard from"),
    "hours_pending": _("hours when the shift is over"),
    "kept": _("kept"),
    "kind": _("kind"),
    "language": _("language"),
    "line": _("line"),
    "looked_on": _("looked at on"),
    "media_type": _("type"),
    "menu": _("menu"),
    "minutes_before": _("minutes before it was returned"),
    "minutes_claimed": _("minutes claimed"),
    "minutes_verified": _("minutes verified"),
    "moment": _("which"),
    "name": _("name"),
    "note": _("note"),
    "parked_at": _("when"),
    "part": _("part"),
    "passed": _("passed over"),
    "people_written_down": _("people written down"),
    "place": _("which"),
    "played": _("can be played"),
    "proof": _("proof"),
    "quantity": _("what"),
    "queued_at": _("queued"),
    "reason": _("reason"),
    "redeemed_at": _("accepted on"),
    "reference": _("reference"),
    "reported_at": _("reported"),
    "reports": _("reports"),
    "requests": _("requests"),
    "revoked_at": _("until"),
    "rhythm": _("how often"),
    "role": _("role"),
    "roles_given": _("roles given"),
    "said_at": _("sent"),
    "sent_at": _("sent"),
    "sha256": _("file"),
    "since": _("since"),
    "size": _("bytes"),
    "source": _("source"),
    "starts_at": _("shift"),
    "state": _("state"),
    "subject": _("of what"),
    "target": _("target"),
    "text": _("text"),
    "ticked": _("ticked"),
    "told_upto": _("told until"),
    "tried_at": _("when"),
    "unfinished": _("something unfinished"),
    "unique_id": _("the channel's id of the same photo"),
    "unit": _("unit"),
    "vendor_id": _("the channel's id"),
    "verified": _("verified"),
    "walk_in": _("without a sign-up"),
    "was": _("before"),
    "weak": _("weak proof"),
    "year": _("year"),
}

VALUES: Mapping[str, Text] = {
    "active": _("joined"),
    "entered": _("written down"),
    "seated": _("has a seat"),
    "waiting": _("waiting"),
    "cancelled": _("cancelled"),
    "verified": _("verified"),
    "returned": _("returned"),
    "undone": _("taken back"),
    "accepted": _("accepted"),
    "refused": _("refused"),
    "made": _("made by you"),
    "sent": _("sent"),
    "failed": _("failed"),
    "missed": _("too late"),
    "reply": _("reply"),
    "notice": _("notice"),
    "edit": _("change of a message"),
    "move": _("move to another unit"),
    "same_person": _("earlier entry"),
    "done by you": _("done by you"),
    "about you": _("about you"),
    "done": _("done"),
    "draft": _("draft"),
}
NAMED: Mapping[str, Callable[[str], Text | str]] = {
    "field": labels.field,
    "role": labels.ROLES.__getitem__,
    "quantity": labels.quantity,
    "proof": labels.proofs,
}
YES, NO = _("yes"), _("no")
FLAGS = frozenset({"weak", "walk_in", "hours_pending", "unfinished", "kept", "played", "chosen"})
STATES = frozenset({"state", "kind", "part"})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")


def file(tx: Transaction, asker: Asker, facts: Mapping[str, Any], language: str) -> str:
    """The file of one's data: text to read, or, where its name ends so, JSON."""
    everything = my_data.everything(tx, asker)
    return as_json(everything, tx.now) if facts["ending"] == "json" else as_text(everything, language)


def as_json(everything: Everything, now: datetime) -> str:
    """All of it by part and column, as stored."""
    return json.dumps({"made_at": now.isoformat(), **everything}, ensure_ascii=False, indent=2) + "\n"


def as_text(everything: Everything, language: str) -> str:
    """All of it to be read: a heading for each part, a line for each row; parts without rows are left out."""
    blocks = []
    for part, rows in everything.items():
        lines = [line for line in (_line(row, language) for row in rows) if line]
        if lines:
            blocks.append("\n".join([say(PARTS[part], language).upper(), *lines]))
    return "\n\n".join(blocks) + "\n"


def _line(row: Mapping[str, Any], language: str) -> str:
    """What a row says; what is empty is left out."""
    said = [
        f"{say(COLUMNS[column], language)}: {_value(column, value, language)}"
        for column, value in row.items()
        if value not in (None, "", 0) or column in FLAGS
    ]
    return f"• {'; '.join(said)}" if said else ""


def _value(column: str, value: Any, language: str) -> str:  # noqa: ANN401 - as stored
    if column in FLAGS:
        return say(YES if value else NO, language)
    if column in NAMED:
        return say(NAMED[column](value), language)
    if column in STATES and value in VALUES:
        return say(VALUES[value], language)
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return f"{datetime.fromisoformat(value).astimezone(HOME):%d/%m/%Y %H:%M}"
    return str(value)
