"""The entries of the log in plain words: who, what, when, and what it was before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from handlers import labels
from handlers.engine.text import HOME, Text, _, shortened
from handlers.plan import counts as plan_counts
from handlers.typed import times
from storage.audit import AuditEntry

DONE: dict[str, Text] = {
    "invite": _("invited a {role} for {unit}"),
    "redeem": _("accepted an invitation: {role} of {unit} (before: {before}; now: {after})"),
    "revoke": _("took a role back from {member}: {role} of {unit} (before: {before}; now: {after})"),
    "role_moved": _("{member} goes on as {role}: before of {before}, now of {after}"),
    "unit_add": _("added {name} below {above}"),
    "unit_rename": _("renamed a unit (before: {before}; now: {after})"),
    "unit_move": _("moved {name} (before below {before}; now below {after})"),
    "unit_put_below": _("put {name}, which stood below no other unit, below {after}"),
    "unit_merge": _("merged {before} into {after} ({members} members)"),
    "unit_close": _("closed {before}; its {members} members are of {after} now"),
    "rename": _("corrected their own name"),
    "set_birth_year": _("corrected their own birth year"),
    "move": _("{member} changed units (before: {before}; now: {after})"),
    "merge": _("joined the entry that a leader had made with {member}"),
    "link": _("linked an account of {member}"),
    "merge_accounts": _("joined two records of {member} into one"),
    "unlink": _("took an account off {member}"),
    "free_accounts": _("took the accounts off {member}, who had lost their phone"),
    "enter": _("wrote down {member}, who has not joined (before: {before}; now of {after})"),
    "accepted": _("accepted what {member} asked"),
    "refused": _("refused what {member} asked"),
    "tick": _("ticked {member}: {after} h"),
    "undo": _("took back the check-in of {member}"),
    "import": _("imported a table ({entered} written down, {ticked} ticked)"),
    "undo_import": _("took an import back ({kept} entries stay, being used)"),
    "verify": _("verified {member} (claimed: {before} h; counts: {after} h)"),
    "return": _("returned what {member} had sent"),
    "void_posters": _("voided the QR posters of “{title}”"),
    "campaign_void_links": _("voided the links of “{title}”"),
    "void_links": _("voided the links that were sent to them"),
    "erase": _("somebody erased themselves"),
    "plan_replace": _("put another plan in the place of the year's (before: {before}; now: {after})"),
    "plan_counts": _("chose what counts towards target {number} (before: {before}; now: {after})"),
    "plan_add": _("added to the plan: “{title}”"),
    "plan_date": _("gave “{title}” another day (before: {before}; now: {after})"),
    "plan_rename": _("renamed an item of the plan (before: {before}; now: {after})"),
    "plan_remove": _("removed “{title}” from the plan"),
    "plan_read": _("read “{name}” into the plan: {added} new items, {dated} on another day"),
    "plan_undo": _("took a change of the plan back: “{name}” ({kept} items stay)"),
    "share_set": _("gave {unit} its share of target {number} (before: {before}; now: {after})"),
    "plan_switch": _("switched the reminders of “{title}” off or on"),
    "campaign_open": _("opened the campaign “{title}”"),
    "campaign_edit": _("edited the campaign “{title}” (before: {before}; now: {after})"),
    "campaign_cover": _("gave “{title}” a cover photo"),
    "campaign_uncover": _("took the cover photo of “{title}” away"),
    "campaign_close": _("closed the campaign “{title}”"),
    "campaign_reopen": _("opened the campaign “{title}” again"),
    "campaign_cancel": _("cancelled the campaign “{title}”"),
    "shift_add": _("added a shift to “{title}”"),
    "shift_move": _("moved a shift of “{title}” (before: {before}; now: {after})"),
    "shift_cancel": _("cancelled a shift of “{title}”"),
    "figure_enter": _("entered a figure of target {number}: {after}"),
    "broadcast_send": _("sent the announcement {number}"),
    "broadcast_pause": _("paused the announcement {number}"),
    "broadcast_resume": _("let the announcement {number} go on"),
    "broadcast_take_back": _("took the announcement {number} back to a draft"),
    "broadcast_cancel": _("stopped the announcement {number}"),
    "shift_capacity": _("changed the seats of a shift of “{title}” (before: {before}; now: {after})"),
}
PLANS = {"plan_replace"}
MEASURED = {"plan_counts"}
IN_MINUTES = {"tick", "verify"}
MOMENTS = {"shift_move"}
LONGEST = 80
NOTHING = _("nothing")
ERASED = _("somebody without a name")


def line(entry: AuditEntry) -> Text:
    """An entry as a line of the log."""
    at = f"{entry.at.astimezone(HOME):%d/%m/%Y %H:%M}"
    return _("• {at} {actor}: {what}", at=at, actor=entry.actor or ERASED, what=done(entry))


def done(entry: AuditEntry) -> Text:
    """What was done, from a fact and its before and after."""
    template = DONE.get(entry.action)
    if template is None:
        return _("{action} ({subject})", action=entry.action, subject=entry.subject)
    nothing_of = dict.fromkeys(("members", "number", "kept", "added", "dated"), 0)
    facts: dict[str, Any] = {"title": "", "name": "", "above": "", **nothing_of, **entry.facts}
    for side in ("before", "after"):
        facts[side] = shown(facts.get(side), entry.action)
    facts |= {"member": entry.member or ERASED, "unit": entry.unit or NOTHING}
    facts["role"] = labels.ROLES.get(facts.get("role", ""), "")
    return Text(template.message, facts=facts)


def shown(value: object, action: str) -> Text | str | float:
    """What something was, or is: hours, roles, a name."""
    if action in MEASURED:
        return plan_counts.several(value) if isinstance(value, list) and value else plan_counts.named("")
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, list):
        return joined([labels.ROLES.get(str(role), NOTHING) for role in value])
    if isinstance(value, dict):
        return (
            plan_line(value) if action in PLANS else shortened("; ".join(str(one) for one in value.values()), LONGEST)
        )
    return plainly(value, action)


def plainly(value: object, action: str) -> Text | str | float:
    """A single thing: a length, a moment, a number, or words."""
    if isinstance(value, int) and action in IN_MINUTES:
        return times.hours(value)
    if action in MOMENTS:
        return _("{at:moment}", at=datetime.fromisoformat(str(value)))
    return value if isinstance(value, int) else shortened(str(value), LONGEST)


def plan_line(facts: dict[str, Any]) -> Text:
    """A year's plan."""
    return _("“{name}” of {year:plain}, {targets} targets, {items} items", **facts)


def joined(parts: Sequence[Text | str]) -> Text | str:
    """Several things, one after another."""
    text = parts[0]
    for part in parts[1:]:
        text = _("{first}, {second}", first=text, second=part)
    return text
