"""Members: people who joined with consent, and people a leader wrote down."""

from __future__ import annotations

from datetime import timedelta

from rapidfuzz import fuzz

from storage import audit
from storage.database import Transaction, queries
from storage.people.records import Member
from storage.records import Asker, Record, records
from storage.text import fold, tidy

sql = queries(__file__)
NAMES_KEPT_FOR = timedelta(days=91)  # a day longer than messages are
CONSENT = "2026-11"  # the version of the text that a person agrees to
MOST_NAMES = 20  # former ones that are kept of a person
ALIKE = 88  # per cent; "nguyen van an" and "nguyen van han" are, "le van an" is not


class EnteredPerson(Record):
    """A person whom a leader wrote down: no more than may be shown to somebody who says that it is them."""

    id: int
    name: str
    search_key: str
    birth_year: int | None
    unit_id: int
    unit_name: str


def by_id(tx: Transaction, member_id: int) -> Member | None:
    """One member, or None. For the person themselves and for the engine: whoever asks about others goes by a scope."""
    return Member.of(sql.by_id(tx.connection, member_id=member_id))


def join(tx: Transaction, *, name: str, birth_year: int, guardian: str | None, unit_id: int, language: str) -> Member:
    """Keep a person who has just given consent, and return them."""
    row = sql.join_in(
        tx.connection,
        name=tidy(name),
        search_key=fold(name),
        birth_year=birth_year,
        guardian=guardian,
        unit_id=unit_id,
        language=language,
        consent_version=CONSENT,
        now=tx.now,
    )
    return Member.model_validate(sql.by_id(tx.connection, member_id=row["id"]))


def enter(tx: Transaction, asker: Asker | None, *, name: str, unit_id: int, birth_year: int | None = None) -> Member:
    """Write down a person who has not joined; nothing is sent to them until they do."""
    row = sql.enter(
        tx.connection,
        name=tidy(name),
        search_key=fold(name),
        birth_year=birth_year,
        unit_id=unit_id,
        entered_by=asker.member_id if asker else None,
        now=tx.now,
    )
    if asker is not None:
        unit = sql.unit_names(tx.connection, member_id=row["id"], unit_id=unit_id)["unit_after"]
        audit.note(tx, asker.member_id, "enter", "member", member_id=row["id"], before=None, after=unit)
    return Member.model_validate(sql.by_id(tx.connection, member_id=row["id"]))


def set_language(tx: Transaction, member_id: int, language: str) -> None:
    """The language in which a member is written to."""
    sql.set_language(tx.connection, member_id=member_id, language=language)


def entered_like(tx: Transaction, *, name: str, birth_year: int, unit_path: str) -> list[EnteredPerson]:
    """Entered people of this unit, those below and those above who may be the one of this name, the most similar first.

    For somebody who is just joining; whose known birth year is another is not them.
    """
    key = fold(name)
    near = records(EnteredPerson, sql.entered_near(tx.connection, path=unit_path))
    alike = [(fuzz.token_sort_ratio(key, one.search_key), one) for one in near if one.birth_year in {None, birth_year}]
    return [one for likeness, one in sorted(alike, key=lambda pair: -pair[0]) if likeness >= ALIKE]


def rename(tx: Transaction, asker: Asker, name: str) -> None:
    """The asker corrects their own name; the former one is kept for as long as something may still show it."""
    _keep_name(tx, asker.member_id, asker.member_id, tidy(name))
    sql.rename(tx.connection, member_id=asker.member_id, name=tidy(name), search_key=fold(name))
    audit.note(tx, asker.member_id, "rename", "member", member_id=asker.member_id)


def keep_name_of(tx: Transaction, member_id: int, entered_id: int) -> None:
    """The member was written down under this other record's name: keep it like a former name."""
    _keep_name(tx, member_id, entered_id, "")


def _keep_name(tx: Transaction, member_id: int, named_id: int, name: str) -> None:
    """Keep what this record is called as a former name of the member, who will be called otherwise."""
    sql.keep_name_longer(tx.connection, member_id=member_id, named_id=named_id, now=tx.now)
    sql.keep_name(tx.connection, member_id=member_id, named_id=named_id, name=name, now=tx.now)


def may_rename(tx: Transaction, asker: Asker) -> bool:
    """Whether the asker has not changed their name too often of late: each is sought once they are erased."""
    return int(sql.former_names(tx.connection, member_id=asker.member_id)["names"]) < MOST_NAMES


def forget_names(tx: Transaction, most: int = 500) -> int:
    """Forget former names that nothing shows any more, so many at most; returns how many."""
    return int(sql.forget_names(tx.connection, before=tx.now - NAMES_KEPT_FOR, most=most))


def set_birth_year(tx: Transaction, asker: Asker, birth_year: int, guardian: str | None) -> None:
    """The asker corrects their own birth year; who turns out to be younger than 16 needs a guardian's consent."""
    sql.set_birth_year(tx.connection, member_id=asker.member_id, birth_year=birth_year, guardian=guardian)
    audit.note(tx, asker.member_id, "set_birth_year", "member", member_id=asker.member_id)


def move(tx: Transaction, asker: Asker, member_id: int, unit_id: int) -> None:
    """A member belongs to another unit from now on; what they did stays with the unit of its day.

    The caller has made sure that the asker may decide it: they lead the new unit, or nobody does.
    """
    row = sql.unit_names(tx.connection, member_id=member_id, unit_id=unit_id)
    sql.move(tx.connection, member_id=member_id, unit_id=unit_id)
    audit.note(
        tx, asker.member_id, "move", "member", member_id=member_id, before=row["unit_before"], after=row["unit_after"]
    )
