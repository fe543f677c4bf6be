"""`diemdanh backup FILE`: copy the database while the bot runs, with the photos beside it, and prove the copy whole."""

from __future__ import annotations

import os
import shutil
from argparse import Namespace
from contextlib import closing
from pathlib import Path

from bot import environment
from bot.errors import OperatorError
from storage import backup
from storage.database_file import connect


def run(args: Namespace) -> int:
    """Copy, check, and only then put the copy in its place."""
    chosen = environment.load()
    target: Path = args.file
    if not chosen.database.exists():
        raise OperatorError(f"There is no database {chosen.database} yet: set DIEMDANH_DATABASE to the one you mean.")
    if target.is_dir():
        raise OperatorError(f"{target} is a folder: name a file in it.")
    if target.exists() and target.samefile(chosen.database):
        raise OperatorError(f"{target} is the database itself: name another file for the copy.")
    if target.exists() and not args.force:
        raise OperatorError(f"{target} exists already: name another file, or replace an old copy with --force.")
    if not target.absolute().parent.is_dir():
        raise OperatorError(f"There is no folder {target.parent}: make it first, or name a file in another one.")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        held = backup.copy(chosen.database, unfinished)
        with closing(connect(chosen.database, read_only=True)) as connection:
            wanted = backup.stored_files(connection)
        copied, lost = _copy_photos(chosen.files, target.with_suffix(".files"), wanted)
        unfinished.replace(target)
    except OSError as error:
        raise OperatorError(f"{target} cannot be written ({error.strerror}): name a file in another folder.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    print(
        f"{target} is whole: schema {held.schema}, {held.units} units, {held.members} members, "
        f"{held.check_ins} check-ins, {held.reports} reports; {copied} photos in {target.with_suffix('.files')}."
    )
    if lost:
        print(f"{lost} photos are missing from {chosen.files} and so from the copy. Look for the folder they were in.")
    return 1 if lost else 0


def _copy_photos(source: Path, target: Path, wanted: set[str]) -> tuple[int, int]:
    """Copy the photos that the copy lacks (a photo never changes); how many it has now, and how many are nowhere."""
    lost = 0
    for sha256 in sorted(wanted):
        kept, copy = (folder / sha256[:2] / sha256 for folder in (source, target))
        if copy.exists():
            continue
        if not kept.exists():
            lost += 1
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, copy.with_suffix(".new"))
        copy.with_suffix(".new").replace(copy)
    return len(wanted) - lost, lost
