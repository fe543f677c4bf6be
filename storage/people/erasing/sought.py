"""Where an erasure seeks a person's names in what belongs to others, and where it does not, with the reason."""

from __future__ import annotations

from collections.abc import Mapping

SOUGHT = frozenset(
    {
        *(f"campaigns.{column}" for column in ("title", "about", "bring", "place", "contact_name", "contact_phone")),
        "outbox.body",
        "chats.state",
        "parked_updates.body",
        "parked_updates.error",
        "broadcasts.body",
        "seen_updates.key",
    }
)

# And where nothing is sought, although somebody else could write a name there.
OTHERS_WORDS: Mapping[str, str] = {
    "reports.note": "another person's words about their own work; they go with that person",
    "reports.reason": "a leader's words to another person",
    "check_ins.reason": "a leader's words to another person",
    "members.name": "who is called so too",
    "members.guardian": "another person's guardian",
    "former_names.name": "who was called so too",
    "units.name": "a unit's name, which may be that of somebody long dead",
    "units.former": "what a unit was called before, in the same way",
    "plans.name": "the year's programme, a public document",
    "plans.body": "the year's programme, a public document",
    "plan_items.title": "the year's programme, a public document",
    "plan_items.title_en": "the year's programme, a public document",
    "plan_changes.name": "the year's programme, a public document; it goes after two days",
    "plan_changes.body": "the year's programme, a public document; it goes after two days",
    "plan_items.movement": "the year's programme, a public document",
    "mailings.subject": "made of the programme's and the campaigns' words",
    "mailings.body": "made of the programme's and the campaigns' words; what goes out of it is held against an erasure",
    "mailing_bodies.body": "made of the campaigns' titles; erased when it is said",
    "target_figures.source": "where a unit's figure is from; it can never be changed",
    "imports.name": "the name of another person's file; it goes after two days",
    "jobs.facts": "the name of another person's file; it goes after two days",
}
