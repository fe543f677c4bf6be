"""The reader of programmes: its rules' own examples, the repository's cases, ugly files, and the command."""

from __future__ import annotations

import importlib
import io
import json
import time
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.__main__ import main
from bot.sandbox.documents.programmes import read_programme, text_of
from schedules.plan import measures, plan
from schedules.plan.reader import draft, read
from schedules.plan.reader.text import tidy
from storage.errors import UnreadableError
from tests.programmes.score import CASES, score
from tests.support.paths import SHARED

PROGRAMME, PASSAGES = SHARED / "programme-soc-trang-2024.txt", SHARED / "programme-passages.json"
there = pytest.mark.skipif(not PROGRAMME.exists(), reason=f"the programme's text is not there: {PROGRAMME}")

SENTENCE = "Kỷ niệm 70 năm Chiến thắng Điện Biên Phủ (7/5/1954 - 7/5/2024). Phấn đấu trồng mới 5.000 cây xanh."


def room(name: str):
    return importlib.import_module(f"schedules.plan.reader.{name}")


# The rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", list(room("anniversaries").EXAMPLES))
def test_an_example_of_anniversaries(text: str):
    finds = room("anniversaries").anniversaries(tidy(text), 2025)
    assert [(one.day, one.month, one.year, one.lunar) for one in finds] == room("anniversaries").EXAMPLES[text]


@pytest.mark.parametrize("text", list(room("targets").EXAMPLES))
def test_an_example_of_targets(text: str):
    finds = room("targets").targets(tidy(text), 2024)
    assert [[(one.value, one.unit) for one in find.amounts] for find in finds] == room("targets").EXAMPLES[text]


@pytest.mark.parametrize("text", list(room("counts").EXAMPLES))
def test_an_example_of_what_counts(text: str):
    (find,) = room("targets").targets(tidy(text), 2024)[:1] or (room("targets").target_in(text),)
    counts = [[one.counts] if one.counts else [] for one in find.amounts]
    assert counts == room("counts").EXAMPLES[text]


def test_what_counts_is_on_the_stated_list_and_proposed_once():
    assert {rule.measure for rule in room("counts").RULES} <= set(measures.OFFERED)
    targets = room("targets").targets(
        tidy("(1). 12.000 cây xanh được trồng.\n(2). Huyện đoàn trồng 500 cây xanh."), 2027
    )
    assert [[one.counts for one in find.amounts] for find in targets] == [["trees"], [""]]


@pytest.mark.parametrize("rule", room("no_amounts").NO_AMOUNT, ids=lambda rule: rule.why)
def test_a_number_that_is_no_amount(rule):
    assert room("targets").targets(tidy(rule.example), 2024) == ()
    counted = room("targets").targets(tidy("Phấn đấu trồng 500 cây xanh, " + rule.example), 2024)
    assert [[one.value for one in find.amounts] for find in counted] == [[500]]


@pytest.mark.parametrize("text", list(room("periods").EXAMPLES))
def test_an_example_of_periods(text: str):
    assert [(one.start, one.end) for one in room("periods").periods(tidy(text), None)] == room("periods").EXAMPLES[text]


@pytest.mark.parametrize("text", list(room("dates").EXAMPLES))
def test_an_example_of_dates(text: str):
    assert [(one.day, one.month, one.year, one.lunar) for one in room("dates").dates(text)] == [
        room("dates").EXAMPLES[text]
    ]


@pytest.mark.parametrize("case", json.loads(CASES.read_text(encoding="utf-8")), ids=lambda one: one["id"])
def test_a_case_of_our_own(case):
    assert [note for one in score([case]).values() for note in one.notes] == []


@there
def test_the_thirty_passages_are_read_nearly_all_and_nearly_all_right():
    for name, figures in score(json.loads(PASSAGES.read_text(encoding="utf-8"))).items():
        assert figures.recall >= 0.95, (name, figures.notes)
        assert figures.precision >= 0.95, (name, figures.notes)


@there
def test_the_programme_of_2024_gives_the_plan_that_was_checked_by_hand():
    known = plan.read(plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
    finds = read(PROGRAMME.read_text(encoding="utf-8"))
    assert finds.year == known.year
    days = {(one.day, one.month, one.year) for one in known.anniversaries if one.day and not one.added}
    dated = {(one.day, one.month, one.year) for one in finds.anniversaries if one.day and one.year}
    assert dated == {one for one in days if one[2]}
    undated = {(one.year, one.years) for one in finds.anniversaries if one.day is None}
    assert undated == {(1969, None), (None, 10), (None, 25)}  # the plan adds the years that only other lines state
    assert finds.periods == ()
    assert len(finds.targets) == len(known.targets) == 12
    for target, find in zip(known.targets, finds.targets, strict=True):
        assert sorted(one.amount for one in target.figures) == sorted(one.value for one in find.amounts), find.text


def seconds(text: str) -> float:
    """How long a text takes to read, in seconds of this thread."""
    begun = time.thread_time()
    read(text)
    return time.thread_time() - begun


def test_a_long_programme_is_read_in_a_moment():
    text = f"{SENTENCE}\n- Hỗ trợ 1.200 thanh niên; từ ngày 01/3 đến hết 31/3/2025.\n" * 600
    assert seconds(text) < 2  # 40 pages


@pytest.mark.parametrize(
    "sign",
    [
        "1",
        "1/",
        "1.",
        "- ",
        "năm ",
        "(",
        "“",
        "12/3 - ",
        "\n",
        "10 năm ",
        "ngày 1",
        "tháng 1 - ",
        "đã ",
        "1 | ",
        ":a",
        "1O",
        "mừng ",
        "ngày a ",
        "Ngày A và ",
        "với a ",
        "quý I ",
        "(a",
        "A.\nB",
        "1. a\n",
        "tháng 1, ",
        "từ 1 ",
        "7h ",
        "1 năm (",
        "rằm tháng ",
        "lần thứ 1 Ngày ",
        "1 a 1\n",
        "a: 1\n",
        "kết thúc a ",
        "Tại a ",
        "đạt 1,",
        "(đạt ",
        "Ngày 1/1: Ngày a (",
        "50 năm a năm 19",
    ],
)
def test_no_repeated_sign_makes_a_rule_run_away(sign: str):
    short, long = (seconds(sign * (size // len(sign))) for size in (3000, 12_000))
    assert long < max(0.4, 8 * short)  # four times as long: what is quadratic takes sixteen times as long


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789/-.,;:()“” \nngàytháămkỷiệừđếhX%", max_size=300))
def test_whatever_stands_in_a_text_is_read(text: str):
    finds = read(text)
    for anniversary in finds.anniversaries:
        assert (anniversary.day is None) == (anniversary.month is None)
    assert draft.draft(finds, "x")


# Files ---------------------------------------------------------------------------------------------------------------


def docx(*paragraphs: str) -> bytes:
    from docx import Document

    document, made = Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Chỉ tiêu", "Trồng 300 cây"
    document.save(made)
    return made.getvalue()


def pdf(*, text: str = "", password: str = "", pages: int = 1, picture: bool = False) -> bytes:
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer, made = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        page = writer.add_blank_page(300, 300)
        if text:
            stream = DecodedStreamObject()
            stream.set_data(f"BT /F1 12 Tf 10 100 Td ({text}) Tj ET".encode("latin-1"))
            kind = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
            font = DictionaryObject({NameObject(name): NameObject(value) for name, value in kind.items()})
            fonts = DictionaryObject({NameObject("/F1"): font})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
            page[NameObject("/Contents")] = writer._add_object(stream)
        if picture:
            image = DecodedStreamObject()
            image.set_data(b"\0")
            image.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image")})
            resources = page.get("/Resources", DictionaryObject())
            resources[NameObject("/XObject")] = DictionaryObject({NameObject("/I"): writer._add_object(image)})
            page[NameObject("/Resources")] = resources
    if password:
        writer.encrypt(password)
    writer.write(made)
    return made.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [SENTENCE.encode(), SENTENCE.encode("utf-8-sig"), SENTENCE.encode("utf-16"), docx(SENTENCE)],
    ids=["utf-8", "with a mark", "utf-16", "docx"],
)
def test_a_programme_is_read_whatever_its_file_is(content: bytes):
    (finds,) = read_programme(content, "ct.bin")
    assert [(one["day"], one["month"], one["year"]) for one in finds["anniversaries"]] == [(7, 5, 1954)]
    assert finds["targets"][0]["amounts"] == [{"value": 5000, "unit": "cây xanh", "counts": "trees"}]


def test_a_table_of_a_document_is_read():
    assert "Chỉ tiêu | Trồng 300 cây" in text_of(docx(SENTENCE), "ct.docx")


def test_the_text_of_a_pdf_is_read():
    assert "Ky niem 7/5/1954" in text_of(pdf(text="Ky niem 7/5/1954 trong chuong trinh", pages=3), "ct.pdf")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
UGLY = {
    "empty": (b"", "ct.txt", "empty_file"),
    "only spaces": (b" \n\t ", "ct.txt", "no_programme"),
    "only figures": (b"1 2 3", "ct.txt", "no_programme"),
    "binary": (bytes(range(256)) * 20, "ct.txt", "not_text"),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(400), "ct.txt", "not_text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "ct.docx", "picture"),
    "a photo": (b"\xff\xd8\xff\xe0" + bytes(50), "IMG_0012.jpg", "picture"),
    "a photo of an iPhone": (b"\0\0\0\x18ftypheic" + bytes(50), "IMG_0012.heic", "picture"),
    "an old Word file": (OLE + "WordDocument".encode("utf-16-le"), "ct.doc", "old_word"),
    "an old Excel file": (OLE + "Workbook".encode("utf-16-le"), "ct.xls", "spreadsheet"),
    "a docx with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "ct.docx", "locked"),
    "an Excel file": (zipped("xl/workbook.xml", b"x"), "ct.xlsx", "spreadsheet"),
    "an Excel file by another name": (zipped("xl/workbook.xml", b"x"), "ct.docx", "spreadsheet"),
    "slides": (zipped("ppt/presentation.xml", b"x"), "ct.pptx", "slides"),
    "an OpenDocument text": (zipped("content.xml", b"x"), "ct.odt", "other_document"),
    "rich text": (b"{\\rtf1\\ansi Chao mung ky niem}", "ct.rtf", "other_document"),
    "a zip": (zipped("ct.docx", docx(SENTENCE)), "ct.zip", "archive"),
    "a zip that says it is a docx": (zipped("a.txt", b"x"), "ct.docx", "archive"),
    "a rar": (b"Rar!\x1a\x07\x01\0" + bytes(60), "ct.rar", "archive"),
    "a docx cut off": (docx(SENTENCE)[:900], "ct.docx", "damaged"),
    "a docx without its text": (zipped("word/styles.xml", b"x"), "ct.docx", "damaged"),
    "a pdf cut off": (pdf(text="x")[:60], "ct.pdf", "damaged"),
    "an empty pdf": (pdf(), "ct.pdf", "scan"),
    "a scan": (pdf(picture=True), "ct.pdf", "scan"),
    "a scan with the scanner's name": (pdf(text="CamScanner", picture=True), "ct.pdf", "scan"),
    "a locked pdf": (pdf(text="x", password="mật"), "ct.pdf", "locked"),
    "too large": (b"a" * 20_000_001, "ct.txt", "too_large"),
    "old letters": (
        "§oµn thanh niªn tØnh tæ chøc kû niÖm ngµy thµnh lËp §oµn".encode("cp1252"),
        "ct.txt",
        "old_letters",
    ),
}


@pytest.mark.parametrize("name", list(UGLY))
def test_an_ugly_file_is_refused_in_a_word(name: str):
    from handlers.engine.document_words import SENTENCES

    content, called, key = UGLY[name]
    with pytest.raises(UnreadableError) as refused:
        list(read_programme(content, called))
    assert refused.value.key == key
    assert key in SENTENCES


@pytest.mark.parametrize("content", [b"hello world", pdf(text="hello world")])
def test_a_text_that_is_no_programme_is_read_and_holds_nothing(content: bytes):
    (finds,) = read_programme(content, "ct.txt")
    assert (finds["anniversaries"], finds["targets"], finds["periods"]) == ([], [], [])


def test_a_table_of_a_document_gives_its_targets_and_days():
    from docx import Document

    document, made = Document(), io.BytesIO()
    rows = [
        ("TT", "Nội dung", "ĐVT", "Chỉ tiêu"),
        ("1", "Trồng cây xanh", "cây", "5"),
        ("5", "Hiến máu", "đơn vị", "5"),
    ]
    table = document.add_table(rows=0, cols=4)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(made)
    (finds,) = read_programme(made.getvalue(), "ct.docx")
    assert [[(one["value"], one["unit"]) for one in find["amounts"]] for find in finds["targets"]] == [
        [(5, "cây")],
        [(5, "đơn vị")],
    ]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused(content: bytes, head: bytes):
    with suppress(UnreadableError):  # anything else would be a crash
        list(read_programme(head + content, "x.pdf"))


# The command ---------------------------------------------------------------------------------------------------------


def test_the_command_prints_what_it_found_and_what_it_could_not_read(tmp_path, capsys):
    good, bad = tmp_path / "ct.txt", tmp_path / "anh.png"
    good.write_text(SENTENCE, encoding="utf-8")
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert main(["plan", "read", str(good), str(bad), "--json", "--year", "2024"]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {
        "file": str(good),
        "anniversaries": [{"title": "Chiến thắng Điện Biên Phủ", "day": 7, "month": 5, "year": 1954, "lunar": False}],
        "targets": [{"text": "Phấn đấu trồng mới 5.000 cây xanh.", "amounts": [{"value": 5000, "unit": "cây xanh"}]}],
        "periods": [],
    }
    assert "That is a picture" in second["error"]


def test_the_command_says_so_where_there_is_nothing_in_a_file(tmp_path, capsys):
    text = tmp_path / "ct.txt"
    text.write_text("hello world", encoding="utf-8")
    assert main(["plan", "read", str(text)]) == 1
    assert capsys.readouterr().out == f"{text}: I can't find any anniversaries, targets or periods in it.\n"
    assert main(["plan", "read", str(text), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["periods"] == []


def test_what_a_draft_marks_is_what_the_reader_is_unsure_of():
    finds = read(
        "Chiến dịch hè: tháng 6 - tháng 8/2024. Hội trại: từ 05/7 đến 10/7/2024. Báo cáo trước ngày 20/11/2024."
    )
    assert [find.unsure for find in finds.periods] == ["its days are not stated", ""]
    drafted = draft.draft(finds, "x").splitlines()
    assert [drafted[number - 1] for number in draft.marks("\n".join(drafted))][1:] == [
        f"# ? {find.unsure}" for find in finds.periods if find.unsure
    ]
    assert "starts = 2024-06-01" in drafted
    assert "ends = 2024-08-31" in drafted


def test_a_draft_is_loaded_only_once_it_was_looked_over(world, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DIEMDANH_DATABASE", str(world.path))
    text, made = tmp_path / "ct.txt", tmp_path / "draft.toml"
    text.write_text(f"Năm 2024\n{SENTENCE}\nTháng Thanh niên: từ ngày 01/3 đến hết 31/3/2024.", encoding="utf-8")
    assert main(["plan", "read", str(text), "-o", str(made)]) == 0
    assert f"# {SENTENCE.partition('. ')[0]}" in made.read_text(encoding="utf-8")
    assert main(["plan", "load", str(made)]) == 1
    assert "nothing was loaded" in capsys.readouterr().err
    looked = "\n".join(
        line for line in made.read_text(encoding="utf-8").splitlines() if not line.startswith(draft.MARK)
    )
    made.write_text(looked, encoding="utf-8")
    assert main(["plan", "load", str(made)]) == 0
    assert "1 targets, 2 items" in capsys.readouterr().out
