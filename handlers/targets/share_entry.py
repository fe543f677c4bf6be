"""Shares a target out to the units right below: one by one, typed as a list, or from an Excel file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from handlers.engine.chat import Bad, Chat, Option, Refused, Typed
from handlers.engine.conversation import Named
from handlers.engine.documents import ask_document
from handlers.engine.text import Text, _, ngettext
from handlers.targets import TARGETS
from handlers.targets import words as target_words
from handlers.typed import amounts
from schedules.plan.targets import FigureStanding
from storage.errors import OutOfScopeError
from storage.organisation import unit_search, units
from storage.organisation.records import Unit
from storage.targets import shares
from storage.targets.figures import FigureId
from storage.text import fold

MOST = 10**12
LISTED = 40
SUMS = ("tong", "cong", "total", "sum")  # with these begins the name of a row that is no unit's
# Where one entry of a list ends and the next begins: a line, a semicolon, a comma before a name.
_NEXT = re.compile(r"[\n;]+|,\s+(?=[^\W\d])")
_BEFORE_A_NUMBER = re.compile(r"[\s:=–-]+(?=\d)")
Amounts = dict[int, int]


def share(chat: Chat, unit: Unit, standings: Sequence[FigureStanding], year: int) -> NoReturn:
    """Pick a figure and say how much of it each unit below is to do."""
    below = units.children(chat.tx, unit.id)
    shared = [one for one in standings if not one.figure.is_percentage]
    given = of_figures(chat, unit, year)
    options = [
        Option(f"{one.target.number}.{one.position}", label(one, sum(given.get(key(one), {}).values())), one)
        for one in shared
    ]
    standing = chat.choose("shared", _("Which target should be shared out?"), options)
    before = given.get(key(standing), {})
    wanted = ask(chat, standing, below, before)
    changed = {unit_id: amount for unit_id, amount in wanted.items() if before.get(unit_id, 0) != amount}
    if not changed:
        chat.say(_("It was like that already, so nothing was changed."))
        chat.goto(TARGETS, Named(of=str(unit.id)))
    chat.confirm("share-sure", summary(chat, standing, below, before, changed))
    figure = FigureId(year=year, target=standing.target.number, position=standing.position)
    try:
        count = shares.give(chat.tx, chat.asker, figure, changed)
    except OutOfScopeError:
        raise Refused(_("You can't give those units a share any more.")) from None
    chat.say(ngettext("Kept: {count} unit has its share.", "Kept: {count} units have their shares.", count))
    chat.goto(TARGETS, Named(of=str(unit.id)))


def key(standing: FigureStanding) -> tuple[int, int]:
    """A figure by its target and position."""
    return standing.target.number, standing.position


def of_figures(chat: Chat, unit: Unit, year: int) -> dict[tuple[int, int], Amounts]:
    """The shares of the units right below, by figure."""
    given: dict[tuple[int, int], Amounts] = {}
    for one in shares.standing(chat.tx, chat.asker, unit, year):
        if one.unit_id != unit.id:
            given.setdefault((one.target, one.position), {})[one.unit_id] = one.amount
    return given


def label(standing: FigureStanding, given: int) -> Text:
    """A figure, with how much of it is shared out."""
    if not given:
        return target_words.numbered(standing)
    if standing.amount is None:
        return _("{figure}: {given} shared out", figure=target_words.numbered(standing), given=given)
    return _(
        "{figure}: {given} of {amount} shared out",
        figure=target_words.numbered(standing),
        given=given,
        amount=standing.amount,
    )


# Asking --------------------------------------------------------------------------------------------------------------


def ask(chat: Chat, standing: FigureStanding, below: Sequence[Unit], before: Mapping[int, int]) -> Amounts:
    """How much each is to do: of one unit, of those of a typed list, or of those of a file."""
    options = [Option(str(unit.id), of_unit(unit, before.get(unit.id)), str(unit.id)) for unit in below]
    options.append(Option("excel", _("From an Excel file"), "excel", pinned=True))
    question = _(
        "{figure}: how much is each unit to do? Choose a unit, or send all of them, one a line:\n{example}",
        figure=target_words.numbered(standing),
        example="\n".join(f"{unit.name}: {1200 + 100 * index}" for index, unit in enumerate(below[:2])),
    )
    answer = chat.choose_or_type("shares", question, options)
    if isinstance(answer, Typed):
        return listed(chat, answer.text, below)
    if answer == "excel":
        return from_file(chat, below)
    unit = next(one for one in below if str(one.id) == answer)
    text = _("How much is {unit} to do? 0 takes its share away.", unit=unit.name)
    return {unit.id: chat.ask("share", text, amount_of)}


def of_unit(unit: Unit, amount: int | None) -> Text | str:
    """A unit with its share."""
    return unit.name if amount is None else _("{unit}: {amount}", unit=unit.name, amount=amount)


def amount_of(text: str) -> int:
    """A share.

    Raises:
        Bad: it is no number from 0 on.
    """
    amount = amounts.measure(text, percentage=False)
    if amount != round(amount) or amount > MOST:
        raise Bad(_("I need a whole number, such as 1.250."))
    return round(amount)


def listed(chat: Chat, text: str, below: Sequence[Unit]) -> Amounts:
    """The shares of a typed list; asked again, with the reason, until all of it is understood."""

    def parse(typed: str) -> Amounts:
        return read(typed, below)

    def again(value: Any) -> Amounts:  # noqa: ANN401 - JSON keeps no numbers as keys
        return {int(unit_id): amount for unit_id, amount in value.items()}

    try:
        return read(text, below)
    except Bad as bad:
        example = below[0].name if below else ""
        question = _("{why}\nSend the list once more, such as “{unit}: 1200”.", why=bad.why, unit=example)
        return chat.ask("list", question, parse, again=again)


def read(text: str, below: Sequence[Unit]) -> Amounts:
    """The shares that a list has, by unit.

    Raises:
        Bad: an entry has no amount, names no unit of these, or one that has stood there.
    """
    found: Amounts = {}
    for entry in filter(None, map(str.strip, _NEXT.split(text))):
        unit, amount = of_entry(entry, below)
        if unit.id in found:
            raise Bad(_("{unit} stands there twice.", unit=unit.name))
        found[unit.id] = amount
    if not found:
        raise Bad(_("I can't see a unit with a number in that."))
    return found


def of_entry(entry: str, below: Sequence[Unit]) -> tuple[Unit, int]:
    """The unit and the number of an entry; a number may be of the name: "Hòa Tú 2 40", "Đại Tâm 1 200".

    Raises:
        Bad: it has no number, names no unit of these, or may be read in two ways.
    """
    read_as: list[tuple[Unit, int]] = []
    exactly: list[tuple[Unit, int]] = []
    names: list[str] = []
    why = _("“{entry}” has no name and number.", entry=entry[:40])
    for gap in _BEFORE_A_NUMBER.finditer(entry):
        name = entry[: gap.start()].strip()
        try:
            amount = amount_of(entry[gap.end() :])
        except Bad as bad:
            why = bad.why
            continue
        names.append(name)
        match = unit_search.search(name, below)
        if match.certain:
            read_as.append((match.units[0], amount))
            if f" {fold(match.units[0].name)}".endswith(f" {fold(name)}"):
                exactly.append(read_as[-1])
    ways = exactly or read_as
    if len(ways) == 1:
        return ways[0]
    raise Bad(_("No unit below yours is called “{name}”.", name=names[0][:40]) if names and not ways else why)


# A file --------------------------------------------------------------------------------------------------------------


def from_file(chat: Chat, below: Sequence[Unit]) -> Amounts:
    """The shares of a table: in each row that names a unit, its last number."""
    text = _("Send me the Excel file: a row for each unit, with its name and its number.")
    document = ask_document(chat, "share-file", text, reader="table")
    found, unknown = in_rows(document.content["sheets"], below)
    if not found:
        chat.stop(_("I can't find any of your units with a number in that file, so nothing was changed."))
    if unknown:
        names = ", ".join(unknown[:5])
        chat.confirm(
            "unknown",
            _("These rows name no unit below yours: {names}. Go on with the others?", names=names),
        )
    return found


def in_rows(sheets: Sequence[Mapping[str, Any]], below: Sequence[Unit]) -> tuple[Amounts, list[str]]:
    """The shares in the first sheet that has any, and the names in it that are no unit's."""
    for sheet in sheets:
        found: Amounts = {}
        unknown: list[str] = []
        for cells in sheet.get("whole") or [row["cells"] for row in sheet["head"]]:
            entry = of_row(cells)
            if entry is None or fold(entry[0]).startswith(SUMS):
                continue
            match = unit_search.search(entry[0], below)
            if match.certain and match.units[0].id not in found:
                found[match.units[0].id] = entry[1]
            else:
                unknown.append(entry[0])
        if found:
            return found, unknown
    return {}, []


def of_row(cells: Sequence[Any]) -> tuple[str, int] | None:
    """The name and the last number of a row; None where it has not both."""
    names = [cell for cell in cells if isinstance(cell, str) and re.search(r"[^\W\d_]{2}", cell)]
    numbers = [number for cell in cells if (number := as_number(cell)) is not None]
    if not names or not numbers or (len(numbers) == 1 and as_number(cells[0]) is not None and len(cells) > 1):
        return None
    return names[0], numbers[-1]


def as_number(cell: object) -> int | None:
    """A whole number from 0 on, as a cell has it."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return int(cell) if cell == int(cell) and 0 <= cell <= MOST else None
    try:
        return amount_of(str(cell))
    except Bad:
        return None


# Saying --------------------------------------------------------------------------------------------------------------


def summary(
    chat: Chat, standing: FigureStanding, below: Sequence[Unit], before: Mapping[int, int], changed: Mapping[int, int]
) -> str:
    """What is changed, and what that comes to."""
    lines: list[Text] = [_("{figure}, shared out like this?", figure=target_words.numbered(standing))]
    for unit in [one for one in below if one.id in changed][:LISTED]:
        facts = {"unit": unit.name, "amount": changed[unit.id]}
        if not changed[unit.id]:
            lines.append(_("• {unit}: no share", **facts))
        elif before.get(unit.id):
            lines.append(_("• {unit}: {before} → {amount}", before=before[unit.id], **facts))
        else:
            lines.append(_("• {unit}: {amount}", **facts))
    total = sum({**before, **changed}.values())
    if standing.amount is None:
        lines.append(_("Together: {total}", total=total))
    else:
        lines.append(_("Together: {total} of {amount}", total=total, amount=standing.amount))
    return "\n".join(map(chat.words, lines))
