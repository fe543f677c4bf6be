"""The docs say what is there: settings, commands and conversations that are undocumented, or gone, fail here."""

import re
from argparse import ArgumentParser
from typing import Any

import pytest

from bot.command_line import COMMANDS, parser
from bot.settings import PREFIX, Settings
from handlers.contents import COMMANDS as CHAT_COMMANDS
from handlers.contents import CONVERSATIONS, RUNS
from handlers.engine.chat import Chat
from handlers.engine.conversation import Conversation
from handlers.engine.text import _
from handlers.menu import VOLUNTEERING
from storage.records import Role
from tests.support.conversations import Made
from tests.support.paths import ROOT, TESTS

README = ROOT.joinpath("README.md").read_text(encoding="utf-8")
GUIDE = ROOT.joinpath("docs/huong-dan.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")])
WORDS_OF_THE_ENGINE = {"lui", "huy"}
WHO = {
    None: "anybody",
    Role.MEMBER: "members",
    Role.LEADER: "leaders",
    Role.ORGANISER: "organisers",
    Role.ADMIN: "administrators",
}


def test_what_went_wrong_for_others_is_decided_kind_by_kind_with_a_test_that_exists():
    page = ROOT.joinpath("docs/decisions/zalo-reports.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in page.splitlines() if re.match(r"\| \d", line)]
    assert [int(number) for number, *_ in rows] == list(range(1, 48))
    tests = "\n".join(file.read_text(encoding="utf-8") for file in TESTS.rglob("test_*.py"))
    for number, *_words, shown_by in rows:
        named = re.findall(r"`(test_\w+)`", shown_by)
        assert named, number
        assert [name for name in named if f"def {name}(" not in tests] == [], number


def test_what_a_person_may_rely_on_is_shown_by_scenarios_and_tests_that_exist():
    page = ROOT.joinpath("docs/conversations.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| What a person")]
    assert len(lines) > 20
    tests = "\n".join(file.read_text(encoding="utf-8") for file in TESTS.rglob("test_*.py"))
    for line in lines:
        promise, shown_by = line.strip("| ").split(" | ")
        named = re.findall(r"`([^`]+)`", shown_by)
        assert shown_by == ", ".join(f"`{name}`" for name in named), promise
        assert [name for name in named if not _is_there(name, tests)] == [], promise


def _is_there(name: str, tests: str) -> bool:
    """Whether a test, or a scenario ("people/join: The good path") of a Vietnamese transcript, exists."""
    if name.startswith("test_"):
        return f"def {name}(" in tests
    conversation, _colon, heading = name.partition(": ")
    file = TESTS / f"chats/{conversation}.vi.txt"
    return file.exists() and f"== {heading}" in file.read_text(encoding="utf-8").splitlines()


def test_each_setting_of_zalo_says_of_which_api_it_is():
    named = [name for name in Settings.model_fields if "zalo" in name]
    assert len(named) > 10
    assert [name for name in named if not name.startswith(("zalo_bot_", "zalo_oa_"))] == []


def rows(text, heading, until="\n## "):
    """The cells of the tables under a heading."""
    section = text.split(f"## {heading}\n", 1)[1].split(until, 1)[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| `")
    ]


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_setting_is_in_the_readme_as_it_is():
    documented = {name: (default, what) for name, default, what in rows(README, "Settings")}
    assert documented.keys() == {f"`{PREFIX}{name.upper()}`" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default, what = documented[f"`{PREFIX}{name.upper()}`"]
        assert what == field.description
        assert default == (f"`{field.default}`" if field.default and str(field.default) != "." else "")


def test_every_command_of_the_command_line_is_in_the_readme_as_it_is():
    documented = {
        cells[0].split("`")[1]: cells[1] for cells in rows(README, "Commands") if not cells[0].startswith("`/")
    }
    assert documented == {command.name: command.help for command in COMMANDS}
    assert isinstance(parser(), ArgumentParser)


def test_every_conversation_is_in_the_readme_and_in_the_guide():
    names = [f"`/{found.commands[0]}`" for found in CONVERSATIONS.values()]
    in_readme = {cells[0]: cells[1:] for cells in rows(README, "Commands") if cells[0].startswith("`/")}
    assert sorted(in_readme) == sorted(names)
    for found in CONVERSATIONS.values():
        english, who, _what = in_readme[f"`/{found.commands[0]}`"]
        assert english.strip("`/") in found.commands
        assert who == WHO[found.needs]
    assert sorted(cells[0] for cells in rows(GUIDE, "Mọi lệnh")) == sorted(names)


def test_every_conversation_has_its_transcripts():
    rooms = {run.__module__.removeprefix("handlers.").replace(".", "/") for run in RUNS.values()}
    assert {room for room in rooms if not ROOT.joinpath(f"tests/chats/{room}.vi.txt").exists()} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_command_or_setting_that_is_not_there(page):
    text = page.read_text(encoding="utf-8")
    known = set(CHAT_COMMANDS) | WORDS_OF_THE_ENGINE
    slashed = set(re.findall(r"`/([a-z]+)`", text))
    assert slashed <= known
    settings = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", text)) <= settings
    commands = {command.name for command in COMMANDS}
    assert set(re.findall(r"(?:`|bin/|^)diemdanh ([a-z][a-z-]*)", text, re.MULTILINE)) <= commands


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page):
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        path, _hash, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name} links to {link}"
        if anchor:
            assert anchor in anchors(target), f"{page.name} links to {link}"


ARCHITECTURE = ROOT.joinpath("docs/architecture.md").read_text(encoding="utf-8")


def blocks(heading: str) -> list[str]:
    """The fenced blocks of a section of the architecture."""
    section = ARCHITECTURE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"```(?:python)?\n(.*?)```", section, re.DOTALL)


def test_every_file_that_the_architecture_names_is_there():
    named = set(re.findall(r"`((?:bot|handlers|schedules|storage|tests)/[\w./-]*)`", ARCHITECTURE))
    examples = {name for name in named if "kudos" in name}
    assert named - examples
    assert {name for name in named - examples if not ROOT.joinpath(name).exists()} == set()


def drawn(tree: str) -> set[str]:
    """The folders of a tree that is drawn by indentation."""
    folders, above = set(), []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        above[depth:] = [line.split()[0].rstrip("/")]
        folders.add("/".join(above))
    return folders


def test_the_tree_of_rooms_is_that_of_the_disk():
    rooms = drawn(blocks("Rooms")[0])
    assert {room for room in rooms if not ROOT.joinpath(room).is_dir()} == set()
    there = {
        str(file.parent.relative_to(ROOT))
        for floor in ("bot", "handlers", "schedules", "storage", "tests")
        for file in ROOT.joinpath(floor).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    by_subject = re.compile(r"tests/(chats|handlers|schedules|storage)/.")  # they follow the subjects
    assert {room for room in there if not by_subject.match(room)} - rooms == set()


def test_the_glossary_names_tables_and_folders_that_are_there(world):
    page = ROOT.joinpath("docs/glossary.md").read_text(encoding="utf-8")
    words = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("| ") and not line.startswith("| Word")
    ]
    tables = {row["name"] for row in world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert len(words) > 40
    for word, _vietnamese, what, table, folder in words:
        assert what, word
        assert set(re.findall(r"`(\w+)`", table)) <= tables, word
        assert ROOT.joinpath(folder.strip("`")).is_dir(), word
    assert len({word for word, *_ in words}) == len(words), "one thing, one word"


def test_the_example_of_a_conversation_runs_as_it_stands(play, monkeypatch):
    code, transcript = blocks("Adding to it")
    names: dict[str, Any] = {"Conversation": Conversation, "VOLUNTEERING": VOLUNTEERING, "Chat": Chat, "_": _}
    exec(code, names)
    Made(names["KUDOS"], names["kudos"]).register(monkeypatch)
    play("@lan\n" + transcript)


def test_make_and_its_targets():
    targets = set(re.findall(r"^([a-z]+):", ROOT.joinpath("Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)`", README)) <= targets
