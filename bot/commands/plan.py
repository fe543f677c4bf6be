"""`diemdanh plan`: check a year's plan file, load it, and see what the schedule would send on a day."""

from __future__ import annotations

import asyncio
import json
from argparse import Namespace
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path

from bot import environment
from bot.commands.database import read, write
from bot.errors import OperatorError
from bot.sandbox import work
from bot.sandbox.tasks import Read
from handlers import notices
from handlers.engine import document_words
from handlers.engine.text import LANGUAGES, say, show_time
from schedules.calendar import HOME, local_day
from schedules.due import preview
from schedules.errors import PlanError
from schedules.plan import plan
from schedules.plan.reader import ReadProgramme, draft
from storage.errors import UnreadableError
from storage.reminders.records import QueuedWording

LONGEST = 366


def run(args: Namespace) -> int:
    """Do what was asked."""
    return {"read": _read, "check": _check, "load": _load, "preview": _preview}[args.action](args)


def _read(args: Namespace) -> int:
    """Read each file beside this process; what cannot be read is said, and the others go on."""
    if args.output is not None and (args.json or len(args.files) > 1):
        raise OperatorError("--output is for the draft of one file.")
    failed = 0
    for file in args.files:
        try:
            programme = _read_programme(file, args.year)
        except UnreadableError as error:
            failed = 1
            why = say(document_words.sentence(error.key, error.facts), "en")
            print(json.dumps({"file": str(file), "error": why}, ensure_ascii=False) if args.json else f"{file}: {why}")
            continue
        if not (args.json or programme.anniversaries or programme.targets or programme.periods):
            failed = 1
            print(f"{file}: {say(document_words.NOTHING_IN_IT, 'en')}")
        elif args.json:
            print(json.dumps({"file": str(file), **programme.as_data()}, ensure_ascii=False))
        elif args.output is not None:
            args.output.write_text(draft.draft(programme, file.stem), encoding="utf-8")
            print(f"{args.output}: {_counted(programme)}. Look it over, then: diemdanh plan load {args.output}")
        else:
            print(draft.draft(programme, file.stem), end="")
    return failed


def _read_programme(file: Path, year: int | None) -> ReadProgramme:
    if not file.is_file():
        raise OperatorError(f"{file} is no file that can be read.")
    task = Read(reader="programme", path=file.absolute(), name=file.name, year=year)
    return ReadProgramme.model_validate_json(asyncio.run(work(task)) or b"{}")


def _counted(programme: ReadProgramme) -> str:
    return (
        f"{len(programme.anniversaries)} anniversaries, {len(programme.targets)} targets and "
        f"{len(programme.periods)} periods found"
    )


def _check(args: Namespace) -> int:
    """Read the file and count what it holds."""
    try:
        programme = plan.read(_text(args.file))
    except PlanError as error:
        raise OperatorError(f"{args.file} cannot be used:\n{error}") from error
    dated = sum(not item.undated for item in programme.items() if item.kind in {"campaign", "campaign_day"})
    print(f"{programme.name}: “{programme.theme}”, {programme.issuer}, {programme.year}.")
    print(
        f"{len(programme.targets)} targets, {len(programme.anniversaries)} anniversaries, "
        f"{len(programme.activities)} activities ({dated} with a day)."
    )
    return 0


def _load(args: Namespace) -> int:
    """Load the file, whole or not at all."""
    text = _text(args.file)
    if unsure := draft.marks(text):
        lines = ", ".join(map(str, unsure[:10]))
        raise OperatorError(
            f"{args.file} is a draft that nobody has finished looking over; nothing was loaded. See the lines that "
            f"begin with “{draft.MARK}” ({lines}{', …' if len(unsure) > 10 else ''}), mend what stands below them, and "
            "take them out."
        )
    try:
        with write(environment.load()) as tx:
            loaded, changed = plan.load(tx, text)
    except PlanError as error:
        raise OperatorError(f"{args.file} cannot be used; nothing was changed.\n{error}") from error
    undated = sum(item.undated for item in loaded.items())
    print(
        f"“{loaded.name}” ({loaded.year}): {len(loaded.targets)} targets, {len(loaded.items())} items; "
        f"{changed} of them are new or changed, {undated} have no day yet."
    )
    return 0


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise OperatorError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise OperatorError(f"{file} is not UTF-8: save it so in your editor.") from error


def _preview(args: Namespace) -> int:
    first, last = args.on or args.first, args.on or args.last or args.first
    if first is None or (args.on and (args.first or args.last)):
        raise OperatorError("Say which day: --on 2026-12-02, or --from 2026-12-01 --to 2026-12-31.")
    if not 0 <= (last - first).days < LONGEST:
        raise OperatorError(f"--to must be a day from --from on, and no more than {LONGEST} days in all.")
    with read(environment.load()) as tx:
        messages = preview.of_days(tx, first, last)
    if args.json:
        print(json.dumps([_as_data(one) for one in messages], ensure_ascii=False, indent=2))
    else:
        _print(messages, first, last, args.language)
    return 0


def _print(messages: Iterable[QueuedWording], first: date, last: date, language: str) -> None:
    total = 0
    for day, of_day in groupby(messages, key=lambda one: local_day(one.at)):
        print(show_time(day, "date", language))
        in_order = sorted(of_day, key=lambda one: one.moment == preview.DIGEST)  # the long ones last
        for (at, moment, _subject), wordings in groupby(in_order, key=lambda one: (one.at, one.moment, one.subject)):
            said = list(wordings)
            people = sum(one.people for one in said)
            total += people
            print(f"\n  {at.astimezone(HOME):%H:%M}  {moment}: {_count(people)}")
            for message in said:
                text = notices.reply(message.body, language).text.replace("\n", "\n         ")
                print(f"         {text}" if len(said) == 1 else f"       - {_count(message.people)}: {text}")
        print()
    until = "" if first == last else f" to {last}"
    print(
        f"{total} notices from {first}{until}; nothing was sent."
        if until
        else f"{total} notices on {first}; nothing was sent."
    )


def _as_data(message: QueuedWording) -> dict[str, object]:
    words = {language: notices.reply(message.body, language).text for language in LANGUAGES}
    return {
        "at": message.at.astimezone(HOME).isoformat(timespec="minutes"),
        "kind": message.moment,
        "about": message.subject,
        "people": message.people,
        "text": words,
    }


def _count(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"
