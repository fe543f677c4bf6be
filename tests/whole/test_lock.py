"""The lock files: every dependency is in them, by hash, and nothing of the machine that they were made on."""

import re
import tomllib

import pytest

from tests.support.paths import ROOT

NAME = re.compile(r"[A-Za-z0-9._-]+")
PINNED = re.compile(r"([a-z0-9][a-z0-9.-]*)==(\S+)(?: ; (.+?))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
PROJECT = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
WANTED = {
    "run.txt": [*PROJECT["project"]["dependencies"], *GROUPS["build"]],
    "dev.txt": [*PROJECT["project"]["dependencies"], *GROUPS["build"], *GROUPS["dev"]],
    "mutants.txt": GROUPS["mutants"],
}


def lines(name):
    return ROOT.joinpath("requirements", name).read_text(encoding="utf-8").splitlines()


def pinned(name):
    found = [PINNED.fullmatch(line) for line in lines(name)]
    return {one[1]: one[2] for one in found if one}


@pytest.mark.parametrize("name", WANTED)
def test_nothing_but_pinned_names_and_their_hashes(name):
    strange = [line for line in lines(name) if not PINNED.fullmatch(line) and not HASH.fullmatch(line)]
    assert strange == []  # no index, no find-links, no path, no comment


@pytest.mark.parametrize("name", WANTED)
def test_every_dependency_is_locked(name):
    wanted = {re.sub(r"[._-]+", "-", NAME.match(one)[0]).lower() for one in WANTED[name]}
    assert wanted <= pinned(name).keys()


def test_what_builds_the_command_is_locked_too():
    wanted = {NAME.match(one)[0] for one in PROJECT["build-system"]["requires"]}
    assert wanted <= pinned("run.txt").keys()


def test_tests_run_with_the_same_versions_as_the_bot():
    run, dev, mutants = (pinned(name) for name in WANTED)
    assert {name: dev.get(name) for name in run} == run
    assert {name: dev[name] for name in mutants if name in dev}.items() <= mutants.items()


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_wheels_of_several_systems_and_pythons_are_covered(name):
    hashes, at = {}, ""
    for line in lines(name):
        if match := PINNED.fullmatch(line):
            at = match[1]
        hashes[at] = hashes.get(at, 0) + 1
    assert hashes["pydantic-core"] > 50  # a compiled package has a wheel for each system and Python
    assert hashes["aiohttp"] > 50
