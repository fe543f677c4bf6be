"""What is kept of people and where: one description, which /dulieu and erasure are held against by their tests.

Each table is in `KEPT` or in `NOBODYS`. Of a table in `KEPT` each column is in a part of /dulieu, under its own name or
the one that is given, or it is `hidden`, with the reason. When the person is erased each of its texts goes, or it
`stays`, with the reason. In what belongs to others their names are sought (erasing/sought.py), or there is a reason
why not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ID = "a number of the database's own"
OTHERS = "another person's"
WORDS_OF_A_KIND = "one of a few words of the program's own"
DECIDER_GONE = "whether whoever verified it is erased, which says nothing of who that was"


@dataclass(frozen=True, slots=True)
class Table:
    """A table that holds something of people. `shown` are its columns by what they are called in /dulieu's parts."""

    parts: tuple[str, ...]
    shown: Mapping[str, str]
    hidden: Mapping[str, str] = field(default_factory=dict)
    stays: Mapping[str, str] = field(default_factory=dict)


def _same(names: str, **others: str) -> dict[str, str]:
    return {**{name: name for name in names.split()}, **others}


KEPT: Mapping[str, Table] = {
    "members": Table(
        ("profile", "decisions"),
        _same(
            "name birth_year guardian language state consented_at consent_version created_at",
            unit_id="unit",
            entered_by="people_written_down",
        ),
        {"id": ID, "search_key": "the name once more, without accents"},
    ),
    "former_names": Table(("former_names",), _same("name since changed_at"), {"id": ID, "member_id": ID}),
    "chats": Table(
        ("chats",),
        _same("channel address language menu heard_at blocked_at chosen", state="unfinished"),
        {"id": ID, "member_id": ID, "interacted_at": "heard_at once more, but for what came by a page of ours"},
        {
            "channel": WORDS_OF_A_KIND,
            "address": "the goodbye goes there; it goes a day after the last message",
            "language": WORDS_OF_A_KIND,
            "menu": WORDS_OF_A_KIND,
            "heard_at": "a moment",
            "interacted_at": "a moment",
            "blocked_at": "a moment",
        },
    ),
    "grants": Table(
        ("roles", "decisions"),
        _same("role given_at revoked_at", unit_id="unit", given_by="roles_given"),
        {"id": ID, "member_id": ID},
    ),
    "invites": Table(
        ("invitations",),
        _same("role created_at expires_at redeemed_at", unit_id="unit", created_by="part", redeemed_by="part"),
        {"id": ID, "code_hash": "a key to a role; of the code itself nothing is kept"},
        dict.fromkeys(
            ("role", "code_hash", "created_at", "expires_at", "redeemed_at"), "an accepted one is of who accepted it"
        ),
    ),
    "requests": Table(
        ("requests", "decisions"),
        _same("kind state created_at decided_at", unit_id="unit", decided_by="requests"),
        {"id": ID, "member_id": ID, "entered_id": OTHERS},
    ),
    "sign_ups": Table(
        ("sign_ups",),
        _same("state created_at changed_at", unit_id="unit", shift_id="campaign"),
        {"id": ID, "member_id": ID},
    ),
    "check_ins": Table(
        ("check_ins", "decisions"),
        _same(
            "proof weak distance_m walk_in checked_in_at minutes_claimed minutes_verified hours_pending "
            "state decided_at reason",
            unit_id="unit",
            shift_id="campaign",
            decided_by="check_ins",
        ),
        {"id": ID, "member_id": ID, "decider_gone": DECIDER_GONE},
        dict.fromkeys(("proof", "state", "checked_in_at", "decided_at"), "a verified turn stays, as nobody's"),
    ),
    "reports": Table(
        ("reports", "decisions"),
        _same(
            "note minutes_claimed minutes_verified minutes_before state reported_at decided_at reason",
            check_in_id="campaign",
            decided_by="reports",
        ),
        {"id": ID, "decider_gone": DECIDER_GONE},
        dict.fromkeys(("state", "reported_at", "decided_at"), "a verified turn stays, as nobody's"),
    ),
    "report_quantities": Table(
        ("figures",),
        _same("quantity claimed verified before", report_id="campaign"),
        {},
        {"quantity": "a verified turn's figures stay, as nobody's"},
    ),
    "report_photos": Table(("photos",), {"report_id": "campaign", "file_id": "sha256"}),
    "files": Table(
        ("photos",),
        _same("sha256 media_type size channel vendor_id unique_id state created_at"),
        {"id": ID, "attempts": "how often it was fetched in vain", "due_at": "when it is fetched next"},
        {
            **dict.fromkeys(("media_type", "state", "channel"), WORDS_OF_A_KIND),
            "created_at": "a moment",
            "sha256": "until the bytes are deleted, which takes a moment",
        },
    ),
    "code_tries": Table(
        ("wrong_codes",),
        _same("tried_at", shift_id="campaign"),
        {"member_id": ID, "chat_id": ID},
        {"tried_at": "it counts for the chat, of nobody's, so that an erasure gives no new tries"},
    ),
    "link_codes": Table(
        ("link_codes",),
        _same("expires_at", chat_id="channel"),
        {
            "id": ID,
            "code_hash": "a key to a record; of the code itself nothing is kept",
            "member_id": ID,
            "freed_by": OTHERS,
            "other_id": ID,
        },
        {"expires_at": "a moment"},
    ),
    "link_tries": Table(("link_tries",), _same("tried_at"), {"member_id": ID, "chat_id": ID}, {"tried_at": "a moment"}),
    "short_code_tries": Table(
        ("short_code_tries",), _same("tried_at"), {"member_id": ID, "chat_id": ID}, {"tried_at": "a moment"}
    ),
    "left_accounts": Table(("left_accounts",), {"chat_id": "channel"}, {"member_id": ID}),
    "interests": Table(("interests",), _same("field"), {"member_id": ID}),
    "quiet_hours": Table(("quiet_hours",), _same("begins ends"), {"member_id": ID}),
    "unwanted": Table(("unwanted",), _same("moment"), {"member_id": ID}),
    "digests": Table(
        ("digests",),
        _same("rhythm looked_on told_upto"),
        {"member_id": ID, "told_sign_up": ID},
    ),
    "outbox": Table(
        ("messages",),
        _same("kind state queued_at due_at sent_at", chat_id="channel"),
        {
            "id": ID,
            "key": "made of numbers of the database's own",
            "lane": "follows from what the message is",
            "body": "the chat itself shows it; to leaders it may name others",
            "cause": "made of numbers of the database's own",
            "useful_until": "follows from what the message is",
            "attempts": "how often it was sent in vain",
            "vendor_id": "what the channel calls a message that it shows",
            "number": "which of the chat's messages it is",
            "error": "why a channel did not take it",
            "broadcast_id": ID,
        },
        {
            **dict.fromkeys(("kind", "state"), WORDS_OF_A_KIND),
            **dict.fromkeys(("queued_at", "due_at", "useful_until", "sent_at"), "a moment"),
            "vendor_id": "the last question's: its buttons are still to be taken away",
        },
    ),
    "broadcast_people": Table(
        ("announcements",),
        {"broadcast_id": "unit"},
        {
            "member_id": ID,
            "reach": "whether they had a chat that is not blocked: their chats tell that",
            "held": "whether its message still waits: the messages tell that",
        },
        {"reach": WORDS_OF_A_KIND},
    ),
    "broadcasts": Table(
        ("announced",),
        _same("body state created_at said_at ended_at", unit_id="unit"),
        {
            "id": ID,
            "author_id": ID,
            "file_id": "its photo, which everybody was sent",
            "campaign_id": ID,
            "late": "how it is sent",
            "again_of": ID,
            "at": "how it is sent",
            "changed_at": "how it is sent",
            **dict.fromkeys(("newest", "collected_upto", "fed_upto", "people", "fed"), "how far it has come"),
            **dict.fromkeys(("counted_upto", "count_to", "count_chat"), "how far the count of a draft has come"),
            **dict.fromkeys(
                ("reach", "no_chat", "blocked_before", "blocked_since", "joined_later"), "sums over others"
            ),
            **dict.fromkeys(("sent", "blocked", "failed", "cancelled", "cost"), "sums over others"),
        },
        {
            **dict.fromkeys(("created_at", "said_at", "at", "changed_at", "ended_at"), "a moment"),
            "state": WORDS_OF_A_KIND,
            "reach": "sums over others",
            "body": "everybody's who was sent it; a name in it is sought",
        },
    ),
    "jobs": Table(
        ("documents",),
        _same("kind state created_at", facts="name", chat_id="name"),
        {"id": ID, "token": ID, "file_id": "the document, which its sender has", "result_id": "what was read in it"},
    ),
    "imports": Table(
        ("imports",),
        _same("kind name entered ticked passed state begun_at"),
        {
            "id": ID,
            "member_id": ID,
            "shift_id": ID,
            "with_new": "how it is done",
            "plan_id": "the table itself: others stand in it",
            "place": "how far it has come",
        },
    ),
    "import_rows": Table(
        ("import_rows",),
        _same("line entered was kept", import_id="begun_at"),
        {"member_id": ID, "check_in_id": ID},
    ),
    "target_figures": Table(
        ("figures_entered",),
        _same("year target place amount as_of source entered_at", unit_id="unit"),
        {"id": ID, "entered_by": ID},
        dict.fromkeys(("as_of", "source", "entered_at"), "a unit's figure, with where it is from; it is nobody's"),
    ),
    "audit": Table(
        ("log",),
        _same("at action subject detail", unit_id="unit", actor_id="part", member_id="part"),
        {"id": ID},
        dict.fromkeys(("at", "action", "subject", "detail"), "what was done stays, by nobody and about nobody"),
    ),
    "parked_updates": Table(
        ("failed",),
        _same("reference parked_at", body="text"),
        {"id": ID, "key": "made by the channel", "error": "where the program failed"},
    ),
    "campaigns": Table(
        ("contact_of",),
        _same("contact_name contact_phone", title="campaign"),
        {
            "id": ID,
            "unit_id": ID,
            **dict.fromkeys(
                ("about", "field", "bring", "place", "latitude", "longitude", "radius_m", "proof", "walk_ins"),
                "the campaign's",
            ),
            **dict.fromkeys(("opens_before_min", "state", "sample", "created_at"), "the campaign's"),
            "cover_id": "its photo, which everybody is shown",
        },
        {
            **dict.fromkeys(("field", "proof", "state"), WORDS_OF_A_KIND),
            "created_at": "a moment",
            **dict.fromkeys(("title", "about", "bring", "place"), "the campaign's; a name in it is sought"),
        },
    ),
    "sample_members": Table(("sample",), _same("played"), {"member_id": ID}),
}


NOBODYS: Mapping[str, str] = {
    "units": "the tree of units",
    "campaign_quantities": "what a campaign counts",
    "shifts": "when a campaign is",
    "seen_updates": "keys of what came; of a web chat's its person's address too, and those go with the person",
    "broadcast_screens": "which message shows how far an announcement has come",
    "merging": "it holds a row only while two records become one",
    "held": "since when a message waits, and how important it is",
    "spending": "sums of what messages cost",
    "unpaid_until": "when a vendor said that nothing is left to pay with",
    "live_codes": "which message shows a shift's code",
    "plans": "the year's programme",
    "sample_shifts": "the sample's shifts",
    "plan_items": "the year's programme",
    "plan_changes": "the year's programme as it was before; it goes after two days",
    "target_shares": "a unit's share of a target",
    "mailings": "what is said to many",
    "mailing_bodies": "what is said to many",
    "zalo_oa_tokens": "by which an Official Account speaks",
    "zalo_oa_heard": "how far an Official Account has heard",
    "zalo_oa_consents": "consents for an Official Account that were begun; they go after half an hour",
    "looks": "when the clock was looked at",
    "broadcast_parts": "whom an announcement is for, by unit, role or campaign",
    "tallies": "sums",
    "link_secrets": "what links are signed with",
    "link_generations": "which links are good",
    "short_codes": "which code is typed for which shift or campaign",
    "erasures": "what is sought while somebody is erased; it goes at the end of that",
}
