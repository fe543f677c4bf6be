"""What is loaded: by help its own file, by a command what it needs, by the bot nothing that its children do."""

import json
import resource
import subprocess
import sys

import pytest

from bot.command_line import COMMANDS, LANGUAGES, ROLES, parser
from handlers.engine.text import LANGUAGES as SPOKEN
from storage.records import Role

OF_THE_WEB = {"starlette", "uvicorn", "segno", "prometheus_client", "apscheduler", "icalendar"}
OF_THE_WIRE = {"telegram", "httpx", "aiohttp"}
OF_DOCUMENTS = {"matplotlib", "openpyxl", "numpy", "PIL", "lxml", "docx", "pypdf", "tqdm"}
HEAVY = OF_THE_WEB | OF_THE_WIRE | OF_DOCUMENTS | {"python_calamine"}
HELP_TIMES_NOTHING = 12  # help within 0.35 s where a Python that does nothing takes 0.03 s
LOADED = """
import json, sys
given = json.loads(sys.argv[1])
from bot.__main__ import main
try:
    main(given)
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)))
"""


def loaded(*given, folder=None):
    """The modules that are loaded once the command line has run in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, json.dumps(given)], cwd=folder, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def packages(modules):
    return {module.partition(".")[0] for module in modules}


def helps():
    """`--help` of the whole, of each command, and of each action of a command."""
    yield ("--help",)
    actions = {"units": ["load"], "roster": ["import", "export"], "plan": ["read", "check", "load", "preview"]}
    for command in COMMANDS:
        yield (command.name, "--help")
        yield from ((command.name, action, "--help") for action in actions.get(command.name, ()))


@pytest.mark.parametrize("given", list(helps()), ids=" ".join)
def test_help_loads_nothing_but_what_it_shows(given):
    nothing = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    more = loaded(*given) - set(nothing.stdout.split())
    assert {module for module in more if module.startswith("bot")} == {"bot", "bot.__main__", "bot.command_line"}
    assert packages(more) - sys.stdlib_module_names == {"bot"}
    assert "asyncio" not in more


def test_help_comes_at_once():
    """In seconds of the processor, beside a Python that does nothing: what else the machine does is not counted."""

    def seconds(*command):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    both = [(seconds("-c", "pass"), seconds("-m", "bot", "--help")) for _ in range(10)]
    nothing, helped = map(min, zip(*both, strict=True))
    assert helped < HELP_TIMES_NOTHING * nothing


def test_a_command_loads_what_it_needs(tmp_path):
    tmp_path.joinpath("units.csv").write_text("tên,cấp\nTỉnh đoàn Sóc Trăng,tỉnh\n", encoding="utf-8")
    invite = ("invite", "--role", "admin", "--unit", "1")
    assert packages(loaded("units", "load", "units.csv", folder=tmp_path)) & HEAVY == {"python_calamine"}
    for given in (("doctor",), invite, ("backup", "copy.db")):
        assert packages(loaded(*given, folder=tmp_path)) & HEAVY == set(), given
    assert tmp_path.joinpath("copy.db").exists()


def test_the_bot_leaves_to_its_children_what_documents_need():
    """A spreadsheet, a chart and a document are made and read in a process of their own; the bot's stays small."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys, bot.app; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    assert packages(done.stdout.split()) & (OF_DOCUMENTS | {"python_calamine"}) == {"numpy"}, (
        "free words need that alone"
    )


def test_what_help_offers_is_what_there_is():
    assert tuple(SPOKEN) == LANGUAGES
    assert tuple(role.name.lower() for role in Role if role > Role.MEMBER) == ROLES


def test_the_version_is_said(capsys):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("diemdanh 0.")
