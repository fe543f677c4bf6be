"""What the transcripts leave in the audit, all of it: `noted.log` beside them, a section for each scenario.

    == campaigns/new: The good path
    07:00 Sơn Thị Hoa: campaign_open campaign:6 · at Đoàn xã Đại Tâm · {"title": "Trồng cây"}

Who did what, to what; `at` which unit, `about` whom, and the entry's other facts. Who is forgotten is nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from filelock import FileLock

from handlers.engine.text import HOME
from tests.support.paths import TESTS
from tests.support.world import World

FILE = TESTS / "chats" / "noted.log"


def last(world: World) -> int:
    """The newest entry."""
    return int(world.one("SELECT coalesce(max(id), 0) FROM audit"))


def since(world: World, entry_id: int) -> list[str]:
    """The entries after this one, a line each."""
    rows = world.rows(
        "SELECT audit.*, coalesce(nullif(actor.name, ''), audit.actor_id, 'nobody') AS actor, units.name AS unit, "
        "coalesce(nullif(member.name, ''), 'nobody any more') AS member FROM audit "
        "LEFT JOIN units ON units.id = audit.unit_id "
        "LEFT JOIN members AS actor ON actor.id = audit.actor_id "
        "LEFT JOIN members AS member ON member.id = audit.member_id WHERE audit.id > ? ORDER BY audit.id",
        entry_id,
    )
    return [_line(row) for row in rows]


def _line(row: dict) -> str:
    at = datetime.fromisoformat(row["at"]).astimezone(HOME)
    facts = [
        f"{at:%H:%M} {row['actor']}: {row['action']} {row['subject']}",
        f"at {row['unit']}" if row["unit_id"] is not None else "",
        f"about {row['member']}" if row["member_id"] is not None else "",
        row["detail"] if row["detail"] != "{}" else "",
    ]
    return " · ".join(fact for fact in facts if fact)


def sections() -> dict[str, list[str]]:
    """The file: what stands under each heading."""
    read: dict[str, list[str]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else ():
        if line.startswith("== "):
            lines = read.setdefault(line.removeprefix("== "), [])
        elif line:
            lines.append(line)
    return read


def rewrite(name: str, lines: list[str], known: Collection[str]) -> None:
    """Let these lines stand under this heading, and no heading but the known ones."""
    with FileLock(FILE.with_suffix(".lock")):
        all_of_them = {**sections(), name: lines}
        there = sorted(one for one, noted in all_of_them.items() if noted and one in known)
        text = "\n\n".join("\n".join([f"== {one}", *all_of_them[one]]) for one in there)
        FILE.write_text(f"{text}\n", encoding="utf-8")
    FILE.with_suffix(".lock").unlink(missing_ok=True)
