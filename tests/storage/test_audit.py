"""Whoever changes what is not their own is in the audit: every function of storage by which a conversation does that.

Read from the code: which functions write, which of them the conversations and the clock call, and whether each comes to
`audit.note` with its actor. The exceptions stand here, each with its reason. Transcripts are watched too (audited.py).
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from schedules.plan import plan
from storage.imports import imports
from storage.people import members
from tests.support.world import World

ROOT = next(one for one in Path(__file__).parents if (one / "pyproject.toml").exists())
WRITES = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM)\b")
QUERY = re.compile(r"^-- name: (\w+)[^\n]*\n(.*?)(?=^-- name:|\Z)", re.MULTILINE | re.DOTALL)
ACTORS = {"asker.member_id", "member.id", "made_by", "import_.member_id", "kept.id", "kept_id", "None"}
Name = tuple[str, str]

OWN = "the asker's own"
MACHINERY = "bookkeeping of chats, messages and mailings: nobody's word"
BY_ANOTHER = "a step of a deed that is noted when it ends"
SECRET = "reads what links are made with, which is made at the first use"
EXCEPTIONS: dict[str, str] = {
    "broadcasts.draft": "the asker's own draft; to send it is noted",
    "broadcasts.drop_draft": "the asker's own draft",
    "drafts.set_audience": "the asker's own draft",
    "drafts.set_body": "the asker's own draft",
    "drafts.set_button": "the asker's own draft",
    "drafts.set_photo": "the asker's own draft",
    "screens.drop": MACHINERY,
    "screens.put": MACHINERY,
    "chats.choose": OWN,
    "chats.find_or_open": MACHINERY,
    "chats.interacted": MACHINERY,
    "held.leave_out": MACHINERY,
    "held.look_through": MACHINERY,
    "held.miss": MACHINERY,
    "held.put_into": MACHINERY,
    "held.release": MACHINERY,
    "outbox.mark_ended": MACHINERY,
    "chats.save": MACHINERY,
    "chats.save_unheard": MACHINERY,
    "chats.set_blocked": MACHINERY,
    "chats.set_language": OWN,
    "chats.set_member": OWN,
    "chats.set_menu": MACHINERY,
    "check_ins.check_in": OWN,
    "check_ins.record_try": OWN,
    "digests.enrol": MACHINERY,
    "digests.mark_checked": MACHINERY,
    "digests.set_rhythm": OWN,
    "digests.mark_told": MACHINERY,
    "jobs.queue": MACHINERY,
    "files.add": "a file that the asker sent",
    "files.let_go_of_uploads": MACHINERY,
    "imports.begin": BY_ANOTHER,
    "imports.enter": BY_ANOTHER,
    "imports.note_progress": BY_ANOTHER,
    "imports.undo": BY_ANOTHER,
    "links.read": SECRET,
    "links.token": SECRET,
    "short_codes.of_campaign": "a code to type for a link that there is anyway",
    "short_codes.of_poster": "a code to type for a poster that there is anyway",
    "short_codes.tried": OWN,
    "linking.make": OWN,
    "linking.offer": OWN,
    "linking.tried": OWN,
    "linking.use": "the asker's own answer; that accounts are linked is noted",
    "live_codes.add": MACHINERY,
    "live_codes.ended": MACHINERY,
    "live_codes.renewed": MACHINERY,
    "mailings.add": MACHINERY,
    "mailings.begin": MACHINERY,
    "mailings.begin_pass": MACHINERY,
    "mailings.finish": MACHINERY,
    "mailings.forget": MACHINERY,
    "mailings.set_known_until": MACHINERY,
    "mailings.tell": MACHINERY,
    "mailings.wait": MACHINERY,
    "members.join": OWN,
    "members.set_language": OWN,
    "organising.tell_signed_up": MACHINERY,
    "outbox.queue": MACHINERY,
    "plan_items.lay": "the items of a plan's text: who puts it in the place of another is noted with the plan",
    "plans.save": "a plan's text: note_replaced says by whose word; the command line's is the operator's",
    "interests.choose": OWN,
    "reminders.set_quiet": OWN,
    "reminders.want": OWN,
    "reports.save": OWN,
    "requests.ask": OWN,
    "sign_ups.cancel": OWN,
    "sign_ups.move_up": "whoever waited longest, by the rule",
    "sign_ups.take_seat": OWN,
    "sign_ups.wait": OWN,
}


@dataclass
class Function:
    """One function of storage: whether it writes, what it calls, and on whose word it says that things are done."""

    writes: bool = False
    has_asker: bool = False
    calls: set[Name] = field(default_factory=set)
    actors: list[str] = field(default_factory=list)


@cache
def writing_queries() -> frozenset[Name]:
    """Every query that changes something, by its file and name."""
    names = set()
    for file in (ROOT / "storage").glob("**/*.sql"):
        for name, body in QUERY.findall(file.read_text(encoding="utf-8")):
            if WRITES.search(re.sub(r"--[^\n]*", "", body)):
                names.add((file.stem, name))
    return frozenset(names)


def from_storage(tree: ast.AST) -> dict[str, str]:
    """The modules of storage that a file imports, by the names that it has for them."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "storage"
        for alias in node.names
    }


def query_files(tree: ast.Module, module: str) -> dict[str, str]:
    """The files of queries that a module loads, its own or by name: `sql = queries("members")`."""
    return {
        node.targets[0].id: argument_of(node.value) or module
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "queries"
    }


def argument_of(call: ast.Call) -> str:
    """The name that a call ends with; "" where it says `__file__`."""
    last = call.args[-1]
    return last.value if isinstance(last, ast.Constant) else ""


def read_function(node: ast.FunctionDef, module: str, modules: dict[str, str], files: dict[str, str]) -> Function:
    function = Function(has_asker="asker" in {one.arg for one in (*node.args.args, *node.args.kwonlyargs)})
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            function.calls.add((module, part.id))
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            owner = part.value.id
            function.writes |= (files.get(owner, ""), part.attr) in writing_queries()
            if owner in modules:
                function.calls.add((modules[owner], part.attr))
        if isinstance(part, ast.Call) and ast.unparse(part.func) == "audit.note":
            function.actors.append(ast.unparse(part.args[1]))
    return function


@cache
def functions() -> dict[Name, Function]:
    """Every function of storage."""
    by_name = {}
    for file in (ROOT / "storage").glob("**/*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and file.stem != "audit":
                by_name[file.stem, node.name] = read_function(
                    node, file.stem, from_storage(tree), query_files(tree, file.stem)
                )
    return by_name


def reached(name: Name, seen: set[Name]) -> set[Name]:
    """A function and all that it comes to."""
    if name in functions() and name not in seen:
        seen.add(name)
        for callee in functions()[name].calls:
            reached(callee, seen)
    return seen


@cache
def called() -> frozenset[Name]:
    """What the conversations and the clock call of storage."""
    names = set()
    for file in [*(ROOT / "handlers").glob("**/*.py"), *(ROOT / "schedules").glob("**/*.py")]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        modules = from_storage(tree)
        for part in ast.walk(tree):
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in modules:
                names.add((modules[part.value.id], part.attr))
    return frozenset(names)


def unaudited() -> set[str]:
    """What changes something, on somebody's behalf or for a conversation, and comes to no note in the audit."""
    missing = set()
    for (module, name), function in functions().items():
        if name.startswith("_") or not (function.has_asker or (module, name) in called()):
            continue
        parts = [functions()[one] for one in reached((module, name), set())]
        if any(one.writes for one in parts) and not any(one.actors for one in parts):
            missing.add(f"{module}.{name}")
    return missing


def test_whatever_changes_what_is_not_the_asker_s_own_is_audited_or_an_exception():
    assert sorted(unaudited() - EXCEPTIONS.keys()) == []
    assert sorted(EXCEPTIONS.keys() - unaudited()) == [], "an exception that is none any more"
    assert all(EXCEPTIONS.values())


def test_the_walk_sees_what_there_is():
    audited = {
        f"{module}.{name}"
        for (module, name) in called()
        if any(functions()[one].actors for one in reached((module, name), set()))
    }
    assert {
        "verification.verify",
        "requests.refuse",
        "members.enter",
        "plans.choose_counts",
        "organising.edit",
    } <= audited
    assert len(audited) > 35


def test_every_note_names_its_actor():
    actors = {actor for function in functions().values() for actor in function.actors}
    assert actors <= ACTORS
    nobody = [name for name, function in functions().items() if "None" in function.actors]
    assert nobody == [("erasure", "erase")]  # who is erased is in no entry


# What was missing --------------------------------------------------------------------------------------------------


PLAN = """year = 2026
name = "{name}"
issuer = "Tỉnh đoàn"
theme = "Thử"

[[targets]]
number = 1
text = "1.200 cây xanh"
figures = [{{ amount = 1200, unit = "cây xanh", counts = ["trees"] }}]
"""


def entries(world: World, action: str) -> list[tuple[int, int | None, dict[str, Any]]]:
    """The audit's rows of an action: who, about whom, and what."""
    rows = world.rows("SELECT actor_id, member_id, detail FROM audit WHERE action = ? ORDER BY id", action)
    return [(row["actor_id"], row["member_id"], json.loads(row["detail"])) for row in rows]


def test_the_year_s_plan_that_is_replaced(world):
    hoa = world.asker("hoa")
    with world.change() as tx:
        plan.load(tx, PLAN.format(name="cũ"))  # the command line's: the operator's word
        plan.load(tx, PLAN.format(name="mới"), asker=hoa)
    before, after = ({"name": name, "year": 2026, "targets": 1, "items": 0} for name in ("cũ", "mới"))
    assert entries(world, "plan_replace") == [(hoa.member_id, None, {"before": before, "after": after})]


def test_what_counts_towards_a_target(world):
    hoa = world.asker("hoa")
    with world.change() as tx:
        plan.load(tx, PLAN.format(name="mới"))
        plan.choose_counts(tx, hoa, 2026, number=1, position=1, what="gifts")
    assert entries(world, "plan_counts") == [
        (hoa.member_id, None, {"number": 1, "before": ["trees"], "after": ["gifts"]})
    ]


def test_a_member_whom_a_leader_writes_down(world):
    minh = world.asker("minh")
    with world.change() as tx:
        made = members.enter(tx, minh, name="Lâm Văn Chờ", unit_id=world.unit_id("Chi đoàn Ấp Đại Ân"))
    assert entries(world, "enter") == [(minh.member_id, made.id, {"before": None, "after": "Chi đoàn Ấp Đại Ân"})]


def test_an_import_that_we_fail_on(world):
    minh = world.asker("minh")
    with world.change() as tx:
        import_id = imports.begin(tx, minh, "members", name="a.xlsx", plan_sha256="0" * 64)
        begun = imports.by_id(tx, import_id)
        assert begun is not None
        imports.note_progress(tx, begun, 3, entered=2, ticked=0, passed=1)
        stopped = imports.by_id(tx, import_id)
        assert stopped is not None
        imports.give_up(tx, stopped)
    assert entries(world, "import") == [(minh.member_id, None, {"kind": "members", "entered": 2, "ticked": 0})]
