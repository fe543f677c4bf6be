"""The proxy's and the containers' files agree with the settings and with the door's own bounds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from ipaddress import ip_network
from typing import Any

import pytest

from bot.http.serving import Bounds
from bot.http.webhooks import LARGEST_BODY, READ_WITHIN
from bot.settings import PREFIX, Settings, networks
from tests.support.paths import ROOT

DEPLOY = ROOT / "deploy"
CADDYFILE = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
BOTS_KEEP_ALIVE = 5.0  # seconds; Uvicorn's own, timeout_keep_alive


def seconds(name: str) -> float:
    """A time of the Caddyfile."""
    number, unit = re.search(rf"^\s*{name} (\d+)(s|m)$", CADDYFILE, re.MULTILINE).groups()
    return int(number) * {"s": 1, "m": 60}[unit]


def parsed(text: str) -> Any:
    """So much of YAML as compose.yaml has: mappings, lists of plain values and of one-line mappings, by indentation."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]

    def plain(value: str) -> Any:
        return {} if value == "{}" else value.strip('"')

    def block(depth: int) -> Any:
        found: Any = None
        while lines and len(lines[0]) - len(lines[0].lstrip()) == depth:
            line = lines.pop(0).strip()
            if line.startswith("- "):
                found = found or []
                found.append(plain(line[2:]))
                continue
            name, _colon, value = line.partition(":")
            found = found or {}
            deeper = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
            found[name] = plain(value.strip()) if value.strip() else block(deeper)
        return found

    return block(0)


COMPOSE = parsed((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def test_the_proxy_passes_on_to_where_the_door_listens_unless_told_otherwise():
    defaults = Settings.model_fields
    where = f"{defaults['public_host'].default}:{defaults['public_port'].default}"
    assert f"reverse_proxy {{$PUBLIC_DOOR:{where}}}" in CADDYFILE
    assert re.search(r"^\{\$PUBLIC_NAME\} \{$", CADDYFILE, re.MULTILINE)
    assert CADDYFILE.count("{") == CADDYFILE.count("}")


def test_the_proxys_bounds_are_those_of_the_door():
    assert int(re.search(r"max_size (\d+)MB", CADDYFILE)[1]) * 1_000_000 >= LARGEST_BODY
    assert seconds("keepalive") < BOTS_KEEP_ALIVE
    assert seconds("read_header") <= Bounds().head_within
    assert seconds("read_body") >= READ_WITHIN
    assert seconds("write") >= Bounds().answered_within


def test_the_proxy_logs_no_addresses():
    """No site has a log of who asked for what, and the logs of failures, which name addresses, are left out."""
    assert not re.search(r"^\s*log( \{|$)", CADDYFILE, re.MULTILINE)
    assert "exclude http.log.error" in CADDYFILE


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")
def test_caddy_takes_its_file():
    env = {**os.environ, "PUBLIC_NAME": "diemdanh.example.vn"}
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    subprocess.run(command, env=env, check=True, capture_output=True)


def test_the_containers_settings_are_settings(monkeypatch):
    given = COMPOSE["services"]["bot"]["environment"]
    filled = {name: re.sub(r"\$\{PUBLIC_NAME\}", "diemdanh.example.vn", value) for name, value in given.items()}
    filled = {name: re.sub(r"\$\{\w+:-\}", "", value) for name, value in filled.items()}
    assert set(given) <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name, value in filled.items():
        monkeypatch.setenv(name, value)
    chosen = Settings(_env_file=None)
    assert chosen.public_url == "https://diemdanh.example.vn"
    assert chosen.web_host == "127.0.0.1"
    proxy = COMPOSE["services"]["proxy"]
    assert proxy["environment"]["PUBLIC_DOOR"] == f"bot:{chosen.public_port}"
    assert "./Caddyfile:/etc/caddy/Caddyfile:ro" in proxy["volumes"]


def test_the_proxy_is_believed_and_reaches_the_bot_by_that_network_alone():
    services = COMPOSE["services"]
    shared = set(services["bot"]["networks"]) & set(services["proxy"]["networks"])
    assert shared == {"door"}
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    subnet = ip_network(re.search(r"subnet: (\S+)", text)[1])
    assert networks(services["bot"]["environment"]["DIEMDANH_PUBLIC_PROXIES"]) == (subnet,)
    assert set(COMPOSE["networks"]) == {*services["bot"]["networks"], *services["proxy"]["networks"]}


def test_only_the_proxy_is_reached_from_outside():
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert {port.split(":")[0] for port in services["proxy"]["ports"]} == {"80", "443"}


def test_the_image_is_built_as_the_docs_build():
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert (ROOT / COMPOSE["services"]["bot"]["build"]["dockerfile"]) == DEPLOY / "Dockerfile"
    stamp = re.search(r"RUN make (\S+)", dockerfile)[1]
    assert f"{stamp}:" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "USER diemdanh" in dockerfile
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".env", ".venv", "data"} <= set(ignored)
