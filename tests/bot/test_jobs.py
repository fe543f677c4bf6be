"""Documents that people send: asked for, read beside the bot, and what happens when that goes wrong."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from functools import partial

import openpyxl
import pytest
import pytest_asyncio

from bot.channels import FileRefused
from bot.files import FileStore, file_name
from bot.inbox import Inbox
from bot.sandbox import Limits, work
from bot.sandbox.tasks import Read
from bot.settings import PREFIX, Settings
from bot.workers.files import FileWorker
from bot.workers.jobs import JobResults, JobWorker
from handlers.engine.chat import Chat
from handlers.engine.documents import ask_document
from handlers.engine.features import Services
from handlers.engine.message import Incoming, Reply, UploadedFile
from storage.database import open_database
from storage.errors import UnreadableError
from storage.files import files, jobs
from storage.files.jobs import MatchAttendance, MatchMembers, ReadDocument
from storage.messages import chats
from storage.people import erasure
from tests.support.conversations import conversation
from tests.support.paper import PaperChannel


@conversation("hopthu", title="Letter box")
def letter_box(chat: Chat) -> None:
    document = ask_document(chat, "file", "Which table?", reader="table")
    sheet = document.content["sheets"][0]
    chat.confirm("sure", f"{document.name}: {sheet['rows']} rows in “{sheet['name']}”?")
    chat.say("Done.")


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    letter_box.register(monkeypatch)


def table(*rows) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Danh sách"
    for row in rows or [["Họ tên", "Năm sinh"], ["Lê An", 2004]]:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


class Cabinet(PaperChannel):
    """A vendor that holds documents."""

    def __init__(self):
        super().__init__("telegram")
        self.held = {}

    async def fetch(self, vendor_id):
        if isinstance(self.held[vendor_id], Exception):
            raise self.held[vendor_id]
        return self.held[vendor_id]


class Office:
    """The inbox and the workers of files and jobs over a world, and one person who writes."""

    def __init__(self, world, inbox, cabinet, store, queued):
        self.world, self.inbox, self.cabinet, self.store = world, inbox, cabinet, store
        self.queued = queued  # an entry for each job
        self.worker = JobWorker(inbox, store, world.path, asyncio.Event())
        self.files = FileWorker(inbox, store, asyncio.Event())
        self.number = 0

    async def write(self, text: str = "", **more) -> list[str]:
        """What the bot says to this."""
        self.number += 1
        facts = {"kind": "text", "text": text, **more}
        return await self.heard(
            self.inbox.take(
                [Incoming(channel="telegram", address="lan", key=f"k{self.number}", at=self.world.now, **facts)]
            )
        )

    async def send(self, data: bytes, name: str = "ds.xlsx") -> list[str]:
        file = UploadedFile(media_type="x/y", name=name, size=len(data), sha256=self.store.save(data))
        return await self.write(kind="document", file=file)

    async def work(self) -> list[str]:
        return await self.heard(self.worker.run_once())

    async def heard(self, doing) -> list[str]:
        last = self.world.one("SELECT coalesce(max(id), 0) FROM outbox")
        await doing
        rows = self.world.rows("SELECT body FROM outbox WHERE id > ? AND kind = 'reply' ORDER BY id", last)
        return [Reply.model_validate_json(row["body"]).text for row in rows]


@pytest_asyncio.fixture
async def office(world, tmp_path):
    cabinet, store = Cabinet(), FileStore(tmp_path / "files")
    with world.change() as tx:
        tx.connection.execute("UPDATE chats SET language = 'en'")
    async with open_database(world.path) as database:
        queued = []
        services = Services(job_result=JobResults(store).overview, job_queued=lambda: queued.append("job"))
        inbox = Inbox(database, {"telegram": cabinet}, lambda: world.now, services)
        writer = asyncio.create_task(inbox.run())
        yield Office(world, inbox, cabinet, store, queued)
        writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writer


def kept(office) -> list[str]:
    return sorted(path.name for path in office.store.folder.glob("*/*"))


async def test_a_document_is_read_beside_the_bot_and_the_conversation_goes_on(office):
    await office.write("/hopthu")
    (said,) = await office.send(table())
    assert "I've got “ds.xlsx” and I'm reading it." in said
    assert office.queued == ["job"]
    (said,) = await office.write("nhanh lên")
    assert "I'm still reading your file." in said
    (said,) = await office.work()
    assert "ds.xlsx: 2 rows in “Danh sách”?" in said
    (said,) = await office.write("yes")
    assert "Done." in said
    assert await office.work() == []


async def test_what_cannot_be_read_is_said_and_the_question_comes_again(office):
    await office.write("/hopthu")
    await office.send(b"%PDF-1.4 no table at all", "ds.xlsx")
    (said,) = await office.work()
    assert "That is a .pdf." in said
    assert "Which table?" in said
    await office.send(table())
    (said,) = await office.work()
    assert "2 rows" in said


async def test_who_has_cancelled_or_sent_another_hears_nothing_of_the_first(office):
    await office.write("/hopthu")
    await office.send(table(["a"]), "first.xlsx")
    await office.write("/huy")
    assert await office.work() == []
    await office.write("/hopthu")
    await office.send(table(["a"]), "second.xlsx")
    await office.send(table(["a"], ["b"], ["c"]), "third.xlsx")
    (said,) = await office.work()
    assert "third.xlsx: 3 rows" in said


async def test_it_survives_the_end_of_the_process_and_is_told_once(office):
    await office.write("/hopthu")
    await office.send(table())
    under_way = asyncio.create_task(office.worker.run_once())
    await asyncio.sleep(0.05)
    under_way.cancel()
    await asyncio.gather(under_way, return_exceptions=True)
    again = JobWorker(office.inbox, office.store, office.world.path, asyncio.Event())  # as after a start
    (said,) = await office.heard(again.run_once())
    assert "2 rows" in said
    with office.world.change() as tx:  # as if it had ended between telling and noting that
        tx.connection.execute("UPDATE jobs SET state = 'waiting'")
    assert await office.heard(again.run_once()) == []


async def test_a_vendors_document_is_fetched_first(office):
    office.cabinet.held["file-1"] = table()
    await office.write("/hopthu")
    await office.write(kind="document", file=UploadedFile(media_type="x/y", name="ds.xlsx", size=5, vendor_id="file-1"))
    assert await office.work() == []
    await office.files.run_once()
    (said,) = await office.work()
    assert "2 rows" in said


async def test_a_document_of_a_kind_that_is_not_taken_is_said_and_nothing_of_it_is_kept(office):
    office.cabinet.held["file-1"] = FileRefused("a program")
    await office.write("/hopthu")
    await office.write(kind="document", file=UploadedFile(media_type="x/y", name="ds.xlsx", size=5, vendor_id="file-1"))
    await office.files.run_once()
    (said,) = await office.work()
    assert "I can't read that kind of file" in said
    assert office.world.rows("SELECT state, vendor_id, sha256 FROM files") == [
        {"state": "lost", "vendor_id": None, "sha256": None}
    ]
    office.cabinet.held["file-2"] = table()
    await office.write(kind="document", file=UploadedFile(media_type="x/y", name="ds.xlsx", size=5, vendor_id="file-2"))
    await office.files.run_once()
    (said,) = await office.work()
    assert "2 rows" in said, "the question is open still"


async def test_a_document_that_is_too_large_is_not_fetched(office):
    await office.write("/hopthu")
    (said,) = await office.write(
        kind="document", file=UploadedFile(media_type="x/y", name="a.xlsx", size=20_000_001, vendor_id="file-1")
    )
    assert "larger than 20 MB" in said
    assert office.world.rows("SELECT * FROM files") == []


async def test_documents_go_after_two_days_and_with_their_person(office):
    await office.write("/hopthu")
    await office.send(table())
    await office.work()
    assert len(kept(office)) == 2
    with office.world.change() as tx:
        jobs.forget_old(tx.at(tx.now + timedelta(days=1)))
    await office.files.run_once()
    assert len(kept(office)) == 2
    with office.world.change() as tx:
        jobs.forget_old(tx.at(tx.now + timedelta(days=2, seconds=1)))
    await office.files.run_once()
    assert kept(office) == []
    (said,) = await office.write("yes")
    assert "Which table?" in said, "what was found in it is gone: it is asked for again"
    await office.send(table())
    await office.work()
    asker = office.world.asker("lan")
    with office.world.change() as tx:
        erasure.erase(tx, asker, instead='{"text": ""}')
    await office.files.run_once()
    assert kept(office) == []
    assert office.world.rows("SELECT * FROM files") == []


async def test_a_job_is_told_also_where_an_older_one_of_its_number_was_forgotten(office):
    """The only jobs there were are forgotten after two days, and numbers begin anew; keys of updates stay a week."""
    for _time in range(2):
        await office.write("/hopthu")
        await office.send(table())
        (said,) = await office.work()
        assert "2 rows" in said
        await office.write("yes")
        office.world.now += timedelta(days=3)
        with office.world.change() as tx:
            jobs.forget_old(tx)
    assert office.world.one("SELECT count(*) FROM jobs") == 0


def reading(tmp_path, data: bytes) -> Read:
    path = tmp_path / "document"
    path.write_bytes(data)
    return Read(reader="table", path=path, name="a.xlsx")


def swollen(megabytes: int) -> bytes:
    """A table that unpacks to so much: a cell of a single letter, over and over."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(table())) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", b"<!--" + b"a" * 2**20 * megabytes + b"--></sheetData>")
            target.writestr(part.filename, data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "limits", "why"),
    [
        (table, Limits(seconds=0), "too_slow"),
        (table, Limits(output=10), "too_much"),
        (partial(swollen, 100), Limits(memory=100 * 2**20), "too_much"),
    ],
    ids=["seconds", "output", "memory"],
)
async def test_a_child_keeps_its_limits(tmp_path, data, limits, why):
    with pytest.raises(UnreadableError) as refused:
        await work(reading(tmp_path, data()), limits)
    assert refused.value.key == why


async def test_a_crash_is_the_childs_alone(tmp_path):
    with pytest.raises(UnreadableError) as refused:
        await work(Read(reader="table", path=tmp_path / "nowhere", name="a.xlsx"))
    assert refused.value.key == "crashed"


async def test_what_is_made_may_be_as_large_as_the_limit_and_no_larger(tmp_path):
    """Below twice the limit no system stops the child: it counts itself."""
    task = reading(tmp_path, table())
    size = len(await work(task))
    assert len(await work(task, Limits(output=size))) == size
    with pytest.raises(UnreadableError) as refused:
        await work(task, Limits(output=size - 1))
    assert refused.value.key == "too_much"


LIMITED = """
import errno, json, pathlib, resource, sys
from bot.sandbox.__main__ import limit
limit(seconds=7, memory=500 * 2**20, output=50_000)
file = pathlib.Path(sys.argv[1])
try:
    file.write_bytes(b"x" * 10 * 2**20)
except OSError as error:
    assert error.errno == errno.EFBIG, error
kinds = ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_CORE")
print(json.dumps([file.stat().st_size, *(resource.getrlimit(getattr(resource, kind)) for kind in kinds)]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="this system limits no process")
def test_a_child_fills_no_disk_even_at_a_single_stroke(tmp_path):
    """A library that writes, and asks nobody, is stopped by the system at twice what may be made."""
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "large")]
    said = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    assert json.loads(said) == [100_000, [7, 7], [500 * 2**20] * 2, [100_000] * 2, [0, 0]]


SPY = """
import json, os, pathlib
pathlib.Path({to!r}).write_text(json.dumps(dict(os.environ)))
"""


async def test_a_child_knows_none_of_our_settings(tmp_path, monkeypatch):
    """A spy that Python loads in every child writes down what the child can see."""
    seen = tmp_path / "seen.json"
    (tmp_path / "sitecustomize.py").write_text(SPY.format(to=str(seen)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    names = [PREFIX + name.upper() for name in Settings.model_fields]
    names += ["DIEMDANH_", "diemdanh_telegram_token", "Diemdanh_Telegram_Token"]  # a setting in any case
    for name in names:
        monkeypatch.setenv(name, "a-secret")
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    await work(reading(tmp_path, table()))
    environment = json.loads(seen.read_text())
    assert [name for name in environment if name.upper().startswith(PREFIX)] == []
    assert "a-secret" not in seen.read_text()
    assert (environment["LANG"], environment["PATH"]) == ("vi_VN.UTF-8", os.environ["PATH"])


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("ds.xlsx", "ds.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Lan\\danh sách.xlsx", "danh sách.xlsx"),
        ("a\nb\u202e.xlsx", "a b .xlsx"),
        ("x" * 300 + ".xlsx", "x" * 96 + ".xlsx"),
        ("", ""),
    ],
)
def test_a_files_name_is_fit_to_be_shown(given, shown):
    assert file_name(given) == shown


def test_nothing_waits_for_files_of_nobody(world):
    with world.change() as tx:
        assert jobs.waiting(tx) == []
        assert files.orphans(tx) == []


WAITED = [  # as rows stood before their facts had types
    ("table", '{"name": "danh sách.xlsx"}', ReadDocument(kind="table", name="danh sách.xlsx")),
    ("programme", '{"name": "ke-hoach.docx"}', ReadDocument(kind="programme", name="ke-hoach.docx")),
    (
        "members",
        '{"table": "ab", "sheet": 1, "heading": 3, "columns": {"name": [1, 2]}, "unit_id": 5, "shift_id": null}',
        MatchMembers(table="ab", sheet=1, heading=3, columns={"name": [1, 2]}, unit_id=5),
    ),
    (
        "attendance",
        '{"table": "ab", "sheet": 0, "heading": 0, "columns": {"name": [0]}, "unit_id": null, "shift_id": 7}',
        MatchAttendance(table="ab", sheet=0, heading=0, columns={"name": [0]}, shift_id=7),
    ),
]


@pytest.mark.parametrize(("kind", "facts", "work"), WAITED, ids=[kind for kind, *_others in WAITED])
def test_what_is_to_be_done_is_read_as_it_was_written_by_this_version_or_the_one_before(world, kind, facts, work):
    with world.change() as tx:
        chat = chats.find_or_open(tx, "telegram", "lan", "vi")
        tx.connection.execute(
            "INSERT INTO jobs (chat_id, token, kind, facts, created_at) VALUES (?, 1, ?, ?, ?)",
            (chat.id, kind, facts, tx.now),
        )
        (before,) = jobs.waiting(tx)
        jobs.queue(tx, chat, work, token=2)
        (now,) = jobs.waiting(tx)
    assert (before.work, now.work) == (work, work)
    assert (now.token, now.kind, "kind" in json.loads(now.facts)) == (2, kind, False)


async def test_a_job_that_this_version_does_not_know_is_said_to_have_failed(office):
    await office.write("/hopthu")
    await office.send(table())
    with office.world.change() as tx:
        tx.connection.execute("UPDATE jobs SET facts = '{}'")
    (said,) = await office.work()
    assert "Which table?" in said
    assert await office.work() == []
