"""Derives bot_api_10_2.json, the Bot API's bare facts, from its full specification.

    python tests/data/derive_bot_api.py SPECIFICATION > tests/data/bot_api_10_2.json

Kept are names, types, what is required and the limits that the specification's sentences state; not the sentences. The
specification is aiogram's schema (MIT, bot_api_10_2.LICENSE).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

METHODS = (
    "getMe", "getUpdates", "getWebhookInfo", "setWebhook", "deleteWebhook", "getMyCommands", "setMyCommands", "deleteMyCommands",
    "sendMessage", "sendPhoto", "sendDocument", "sendChatAction", "editMessageText", "editMessageCaption",
    "editMessageReplyMarkup", "deleteMessage", "answerCallbackQuery", "getFile",
)
ANSWERED = (
    "Update", "Message", "CallbackQuery", "ChatMemberUpdated", "Chat", "User", "MessageEntity", "Location", "PhotoSize",
    "Document", "Sticker", "Voice", "File", "WebhookInfo",
)
OPAQUE = {"InputRichMessage"}  # a world of its own, which no message of ours needs


def derive(spec: dict[str, Any]) -> dict[str, Any]:
    """The facts of the methods that the bot and its tests call, and of the types that those need."""
    methods = {name: _fields(spec["methods"][name]) for name in METHODS}
    types: dict[str, Any] = {}
    for method in METHODS:
        for field in spec["methods"][method]["fields"]:
            for name in field["types"]:
                _follow(spec, name, types)
    for name in ANSWERED:
        types[name] = {"fields": _fields(spec["types"][name])}
    return {
        "version": spec["version"],
        "source": spec["source"],
        "methods": dict(sorted(methods.items())),
        "types": dict(sorted(types.items())),
    }


def _follow(spec: dict[str, Any], name: str, types: dict[str, Any]) -> None:
    while name.startswith("Array of "):
        name = name.removeprefix("Array of ")
    if name in types or name in OPAQUE or name not in spec["types"] or name == "InputFile":
        return
    found = spec["types"][name]
    types[name] = {"fields": _fields(found)}
    if found.get("subtypes"):
        types[name] = {"one_of": found["subtypes"]}
    for subtype in found.get("subtypes", ()):
        _follow(spec, subtype, types)
    for field in found.get("fields", ()):
        for inner in field["types"]:
            _follow(spec, inner, types)


def _fields(found: dict[str, Any]) -> dict[str, Any]:
    return {field["name"]: _field(field) for field in found.get("fields", ())}


def _field(field: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {"types": field["types"]}
    if field["required"]:
        facts["required"] = True
    said = field["description"]
    if length := re.search(r"\b(\d+)-(\d+) (characters|bytes)", said):
        facts[length[3]] = [int(length[1]), int(length[2])]
    if between := re.search(r"Values between (\d+)-(\d+)|; (\d+)-(\d+)\. Defaults", said):
        low, high = (part for part in between.groups() if part)
        facts["between"] = [int(low), int(high)]
    if most := re.search(r"At most (\d+) ", said):
        facts["items"] = [0, int(most[1])]
    if only := re.search(r", must be (\w+)$", said):
        facts["one_of"] = [only[1]]
    if (some := re.search(r"[Mm]ust be one of ([^.]*)\.", said)) and "'" in some[1]:
        facts["one_of"] = re.findall(r"'(\w+)'", some[1])
    if "only lowercase English letters, digits and underscores" in said:
        facts["pattern"] = "[a-z0-9_]+"
    if said.startswith("A two-letter ISO 639-1 language code"):
        facts["pattern"] = "([a-z][a-z])?"
    return facts


def written(facts: dict[str, Any]) -> str:
    """The facts as the file has them: one field a line, so that a new version can be compared by eye."""
    text = json.dumps(facts, indent=1, ensure_ascii=False)
    text = re.sub(r"\[\s+([^\[\]]*?)\s+\]", lambda found: "[" + re.sub(r",\s+", ", ", found[1]) + "]", text)
    return (
        re.sub(r'\{\s+("types": [^{}]*?)\s+\}', lambda found: "{" + re.sub(r",\s+", ", ", found[1]) + "}", text) + "\n"
    )


if __name__ == "__main__":
    sys.stdout.write(written(derive(json.loads(Path(sys.argv[1]).read_text("utf-8")))))
