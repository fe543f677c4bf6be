"""Documents that are made to be too much: the child that reads one stays small, whatever it holds, and so does the bot.

`python -m tests.torture.documents` has a child read each, and prints as JSON what came of it, how much memory the child
had at most and how long it took; exit code 1 where a child had more than it may, or an honest file was refused.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
import tempfile
import time
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bot.sandbox import Limits, work
from bot.sandbox.tasks import Read
from storage.errors import UnreadableError
from tests.torture.disks_and_clocks import place

MOST_MEMORY = 400 * 1024 * 1024
MOST_AFTER_UPLOADS = 200  # megabytes that the bot has after sixteen files of 19 MB at once
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

# Spreadsheets --------------------------------------------------------------------------------------------------------


def packed(parts: dict[str, Any]) -> bytes:
    """A zip of parts: bytes, or an iterator of them, so that a large one needs no memory here."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in [content] if isinstance(content, bytes) else content:
                    part.write(piece)
    return made.getvalue()


def workbook(sheet: Any, *, strings: Any = b"", styles: Any = b"", sheets: int = 1) -> bytes:
    """An .xlsx of this sheet (its XML), as often as told."""
    numbers = range(1, sheets + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{one}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for one in numbers
    )
    tabs = "".join(f'<sheet name="S{one}" sheetId="{one}" r:id="rId{one}"/>' for one in numbers)
    links = "".join(
        f'<Relationship Id="rId{one}" Type="{OFFICE}/relationships/worksheet" Target="worksheets/sheet{one}.xml"/>'
        for one in numbers
    )
    parts: dict[str, Any] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            f'ContentType="application/xml"/>{types}</Types>'
        ).encode(),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}/relationships"><sheets>{tabs}</sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">{links}<Relationship Id="s" '
            f'Type="{OFFICE}/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="t" '
            f'Type="{OFFICE}/relationships/styles" Target="styles.xml"/></Relationships>'
        ).encode(),
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{MAIN}"/>'.encode(),
        "xl/styles.xml": styles or f'<styleSheet xmlns="{MAIN}"/>'.encode(),
    }
    for one in numbers:
        parts[f"xl/worksheets/sheet{one}.xml"] = sheet() if callable(sheet) else sheet
    return packed(parts)


def sheet(rows: Iterator[bytes] | bytes, *, before: bytes = b"", after: bytes = b"") -> Iterator[bytes]:
    yield f'<worksheet xmlns="{MAIN}">'.encode() + before + b"<sheetData>"
    yield from [rows] if isinstance(rows, bytes) else rows
    yield b"</sheetData>" + after + b"</worksheet>"


def cell(reference: str, value: str) -> bytes:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'.encode()


def wide_dimension() -> bytes:
    """Two cells, the corners of all that a sheet can have."""
    corners = b'<row r="1">' + cell("A1", "a") + b'</row><row r="100000">' + cell("XFD100000", "b") + b"</row>"
    return workbook(lambda: sheet(corners, before=b'<dimension ref="A1:XFD1048576"/>'))


def far_corner() -> bytes:
    rows = b'<row r="1">' + cell("A1", "a") + b'</row><row r="1048576">' + cell("XFD1048576", "b") + b"</row>"
    return workbook(lambda: sheet(rows))


def many_cells() -> bytes:
    """Ten million numbers."""
    line = b"".join(b"<c><v>1</v></c>" for _column in range(200))
    return workbook(lambda: sheet(b"<row>" + line + b"</row>" for _row in range(50_000)))


def shared_strings(*, longest: int = 40) -> bytes:
    """Three million strings, and one cell."""

    def strings() -> Iterator[bytes]:
        yield f'<sst xmlns="{MAIN}">'.encode()
        for at in range(0, 3_000_000, 1000):
            yield b"".join(b"<si><t>%0*d</t></si>" % (longest, at + one) for one in range(1000))
        yield b"</sst>"

    return workbook(lambda: sheet(b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), strings=strings())


def one_long_string() -> bytes:
    """One string of 300 MB, in every row."""

    def strings() -> Iterator[bytes]:
        yield f'<sst xmlns="{MAIN}"><si><t>'.encode()
        for _megabyte in range(300):
            yield b"a" * (1 << 20)
        yield b"</t></si></sst>"

    rows = b"".join(b'<row><c t="s"><v>0</v></c></row>' for _row in range(1000))
    return workbook(lambda: sheet(rows), strings=strings())


def many_styles() -> bytes:
    def styles() -> Iterator[bytes]:
        yield f'<styleSheet xmlns="{MAIN}"><numFmts>'.encode()
        for at in range(1_000_000):
            yield f'<numFmt numFmtId="{at + 200}" formatCode="yyyy\\-mm\\-dd{at}"/>'.encode()
        yield b"</numFmts><cellXfs>"
        for at in range(1_000_000):
            yield f'<xf numFmtId="{at + 200}"/>'.encode()
        yield b"</cellXfs></styleSheet>"

    return workbook(lambda: sheet(b"<row>" + cell("A1", "a") + b"</row>"), styles=styles())


def merged_ranges() -> bytes:
    """A million merges of one cell over all."""

    def body() -> Iterator[bytes]:
        rows = b"".join(f'<row r="{at}">'.encode() + cell(f"A{at}", "a") + b"</row>" for at in range(1, 300))
        yield from sheet(rows, after=b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 200_000 + b"</mergeCells>")

    return workbook(body)


def deep_xml() -> bytes:
    return workbook(lambda: sheet(b"<a>" * 3_000_000))


def many_sheets() -> bytes:
    line = b"".join(b"<c><v>1</v></c>" for _column in range(100))
    return workbook(lambda: sheet(b"<row>" + line + b"</row>" for _row in range(2000)), sheets=50)


def a_zip_of_nothing() -> bytes:
    """Gigabytes of nothing."""

    def nothing() -> Iterator[bytes]:
        for _megabyte in range(2000):
            yield b"\0" * (1 << 20)

    return packed({"xl/workbook.xml": nothing()})


def csv_of_commas() -> bytes:
    return b"a,b\n" + b"," * 19_000_000


def csv_of_lines() -> bytes:
    return b"a,b\n" + b"1,2\n" * 4_700_000


def csv_of_rows() -> bytes:
    """As many cells as fit into 20 MB and the most rows."""
    return (b",".join([b"1"] * 95) + b"\n") * 99_000


# Programmes ----------------------------------------------------------------------------------------------------------


def word(body: Iterator[bytes] | bytes) -> bytes:
    def document() -> Iterator[bytes]:
        yield f'<w:document xmlns:w="{WORD}"><w:body>'.encode()
        yield from [body] if isinstance(body, bytes) else body
        yield b"</w:body></w:document>"

    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        'PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    return packed(
        {"[Content_Types].xml": types.encode(), "_rels/.rels": relations.encode(), "word/document.xml": document()}
    )


def word_paragraphs() -> bytes:
    return word(b"<w:p><w:r><w:t>Ky niem ngay 26/3</w:t></w:r></w:p>" * 1000 for _thousand in range(2000))


def word_cells() -> bytes:
    row = b"<w:tr>" + b"<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>" * 500 + b"</w:tr>"
    return word(b"<w:tbl>" + row * 2000 + b"</w:tbl>")


def word_deep() -> bytes:
    return word(b"<w:tbl><w:tr><w:tc>" * 100_000)


def word_entities() -> bytes:
    """Ten names, each ten times the one before it."""
    names = "".join(f'<!ENTITY e{one} "{f"&e{one - 1};" * 10}">' for one in range(1, 10))
    body = f'<!DOCTYPE d [<!ENTITY e0 "aaaaaaaaaa">{names}]><w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&e9;'
    return packed({"[Content_Types].xml": b"<a/>", "word/document.xml": body.encode()})


def pdf(stream: bytes, *, pages: int = 1, filters: bytes = b"/FlateDecode") -> bytes:
    """A .pdf whose pages all show this stream, which is packed already."""
    kids = b" ".join(b"%d 0 R" % (4 + page) for page in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream),
        *[b"<< /Type /Page /Parent 2 0 R /Contents 3 0 R /Resources << >> >>"] * pages,
    ]
    made = io.BytesIO()
    made.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(made.tell())
        made.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = made.tell()
    made.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    made.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    made.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return made.getvalue()


def pdf_bomb() -> bytes:
    """A stream of two gigabytes, packed twice."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b" " * (1 << 20)) for _megabyte in range(2000)) + packer.flush()
    return pdf(zlib.compress(once, 9), filters=b"[/FlateDecode /FlateDecode]")


def pdf_operators() -> bytes:
    return pdf(zlib.compress(b"BT (a) Tj ET\n" * 4_000_000, 9))


def pdf_many_pages() -> bytes:
    return pdf(zlib.compress(b"BT (a) Tj ET\n" * 20_000, 9), pages=50_000)


def text_long() -> bytes:
    return b"ngay 26/3 " * 1_990_000


def text_days() -> bytes:
    return b"- Ngay 26/3/2027: ky niem ngay thanh lap Doan\n" * 400_000


# Honest ones, as large as is promised --------------------------------------------------------------------------------


def office_list(rows: int, columns: int = 12) -> bytes:
    """A list as an office has it, each text of its own but for the notes."""

    def lines() -> Iterator[bytes]:
        heading = ["STT", "Họ và tên", "Năm sinh", "Đơn vị", *(f"Cột {at}" for at in range(columns - 4))]
        yield line(1, heading)
        for at in range(2, rows + 1):
            person = [str(at - 1), f"Nguyễn Thị Đoàn Viên Số {at}", str(2000 + at % 10), f"Chi đoàn Ấp {at % 300}"]
            yield line(at, [*person, *[f"ghi chú {at % 1000}"] * (columns - 4)])

    def line(number: int, values: list[str]) -> bytes:
        cells = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in values)
        return f'<row r="{number}">{cells}</row>'.encode()

    return workbook(lambda: sheet(lines()))


def the_largest_list() -> bytes:
    return office_list(100_000)


def a_list_of_fifty_thousand() -> bytes:
    return office_list(50_000)


def a_csv_of_the_most_rows() -> bytes:
    lines = (f"{at},Nguyễn Thị Đoàn Viên Số {at},2004,Chi đoàn Ấp {at % 300},ghi chú\n" for at in range(99_999))
    return ("stt,họ và tên,năm sinh,đơn vị,ghi chú\n" + "".join(lines)).encode()


def a_long_programme() -> bytes:
    """A programme of some three hundred pages."""
    return ("Kỷ niệm 96 năm Ngày thành lập Đoàn TNCS Hồ Chí Minh (26/3/1931 - 26/3/2027).\n" * 12_000).encode()


@dataclass(frozen=True)
class Document:
    make: Callable[[], bytes]
    name: str
    reader: str = "table"
    honest: bool = False


DOCUMENTS = (
    *(
        Document(make, "a.xlsx")
        for make in (
            wide_dimension,
            far_corner,
            many_cells,
            shared_strings,
            one_long_string,
            many_styles,
            merged_ranges,
            deep_xml,
            many_sheets,
            a_zip_of_nothing,
        )
    ),
    *(Document(make, "a.csv") for make in (csv_of_commas, csv_of_lines, csv_of_rows)),
    *(
        Document(make, "a.docx", "programme")
        for make in (word_paragraphs, word_cells, word_deep, word_entities, a_zip_of_nothing)
    ),
    *(Document(make, "a.pdf", "programme") for make in (pdf_bomb, pdf_operators, pdf_many_pages)),
    *(Document(make, "a.txt", "programme") for make in (text_long, text_days)),
    Document(the_largest_list, "a.xlsx", honest=True),
    Document(a_list_of_fifty_thousand, "a.xlsx", honest=True),
    Document(a_csv_of_the_most_rows, "a.csv", honest=True),
    Document(a_long_programme, "a.txt", "programme", honest=True),
)


async def played(document: Document, limits: Limits | None = None) -> dict[str, Any]:
    """Have a child read it: what came of it, how much memory it had at most (MB), for how long (seconds)."""
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        path = Path(folder) / document.name
        path.write_bytes(document.make())
        size = path.stat().st_size
        watching = asyncio.create_task(largest_child())
        began = time.monotonic()
        try:
            made = await work(Read(reader=document.reader, path=path, name=document.name), limits)
            came = f"read, {len(made or b'')} bytes"
        except UnreadableError as error:
            came = error.key
        took = time.monotonic() - began
        watching.cancel()
        peak = await watching
    return {"bytes": size, "came": came, "child_mb": round(peak / 2**20, 1), "seconds": round(took, 1)}


async def largest_child() -> int:
    """How much memory any child of this process has had, in bytes, once this is cancelled (VmHWM)."""
    largest = 0
    ours = psutil.Process()
    with suppress(asyncio.CancelledError):
        while True:
            for child in ours.children():
                largest = max(largest, high_water(child.pid))
            await asyncio.sleep(0.02)
    return largest


def high_water(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    return 0


async def play(documents: tuple[Document, ...]) -> tuple[dict[str, Any], list[str]]:
    """The figures of each document, and what was wrong."""
    figures: dict[str, Any] = {}
    wrong = []
    for document in documents:
        name = f"{document.make.__name__} ({document.name.rpartition('.')[2]})"
        figures[name] = found = await played(document)
        if found["child_mb"] * 2**20 > MOST_MEMORY:
            wrong.append(f"{name}: the child had {found['child_mb']} MB")
        if document.honest and not found["came"].startswith("read"):
            wrong.append(f"{name}: an honest file was refused: {found['came']}")
        if found["came"] == "crashed":
            wrong.append(f"{name}: it crashed")
        print(name, found, file=sys.stderr, flush=True)
    return figures, wrong


def uploads(count: int = 16, megabytes: int = 19) -> dict[str, Any]:
    """So many files of that size sent to a running bot at once: what it needs meanwhile, and what it keeps."""
    with place(10) as here:
        here.start()
        bot = psutil.Process(here.process.pid)
        before = bot.memory_info().rss
        with ThreadPoolExecutor(count) as people:
            sent = [people.submit(send_file, here.port, f"p{at}", megabytes << 20) for at in range(count)]
            peak = before
            while not all(one.done() for one in sent):
                peak = max(peak, bot.memory_info().rss)
                time.sleep(0.02)
        statuses = {one.result() for one in sent}
        after = bot.memory_info().rss
    figures = {"before_mb": before, "peak_mb": peak, "after_mb": after}
    return {name: round(value / 2**20) for name, value in figures.items()} | {"statuses": sorted(statuses)}


def send_file(port: int, person: str, size: int) -> int:
    """Post a file of so many bytes; returns the status."""
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    form += os.urandom(1024) * (size // 1024) + b"\r\n--x--\r\n"
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/chat/{person}", form, {"Content-Type": "multipart/form-data; boundary=x"}
    )
    with urllib.request.urlopen(asked, timeout=120) as answer:
        return answer.status


def main() -> int:
    """Play all of them and print the figures as JSON; 1 where one went wrong."""
    if sys.argv[1:] == ["uploads"]:
        print(json.dumps(uploads()))
        return 0
    chosen = tuple(one for one in DOCUMENTS if not sys.argv[1:] or one.make.__name__ in sys.argv[1:])
    figures, wrong = asyncio.run(play(chosen))
    sent = uploads()
    if sent["after_mb"] > MOST_AFTER_UPLOADS:
        wrong.append(f"the bot keeps {sent['after_mb']} MB after the uploads")
    print(json.dumps({"documents": figures, "uploads": sent, "wrong": wrong}, indent=2))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
