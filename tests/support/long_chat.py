"""A long conversation in the web chat: every kind of message that there is, many times over."""

from __future__ import annotations

from handlers.engine.message import Chart, Choice, Mark, QrCode, Reply, Sheet, StoredPhoto, TextFile
from storage.messages import chats, outbox
from storage.records import Bar
from tests.support.web import Web, png

NARROW = 320  # pixels that a chart has in the chat on a phone of 360: its letters are large enough for that
CHART = Chart(
    title="Đoàn xã Đại Tâm, 2026",
    pace="nhịp độ năm",
    waiting="chờ duyệt",
    bars=(
        Bar(label="Thanh niên học tập, làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", done=12, amount=85_000),
        Bar(label="Cây xanh trồng mới", done=190_000, claimed=20_000, amount=255_000, pace=231_000),
    ),
)
OFFERS = tuple(
    Choice(id=f"/{command}", label=label)
    for command, label in (
        ("dangky", "Đăng ký"),
        ("diemdanh", "Điểm danh"),
        ("lich", "Lịch của tôi"),
        ("thanhtich", "Thành tích tình nguyện của tôi từ đầu năm đến nay"),
    )
)
DRAWN: dict[tuple[str, str], bytes] = {}  # the chart's picture, for every web chat of this process: a second each
TELL = "Xin chào *bạn*! Gõ /trogiup hoặc xem https://example.com/ban-do?x=1, gọi 0912 345 678.\n\n🔢  123 456"


def of_every_kind(photo: str, base: str) -> list[Reply]:
    """A message of every kind; `photo` is the hash of one that is kept."""
    link = f"{base}/?start=abc"
    return [
        Reply(text=TELL, marks=(Mark(style="bold", offset=9, length=5),), choices=OFFERS),
        Reply(text="Ảnh của Lâm Minh Tuấn", attachment=StoredPhoto(sha256=photo, media_type="image/png")),
        Reply(text="", attachment=StoredPhoto(sha256=photo, media_type="image/png")),
        Reply(text="Tiến độ năm 2026", attachment=CHART, choices=OFFERS[:2]),
        Reply(text="Mã QR của ca", attachment=QrCode(link=link)),
        Reply(text="", attachment=TextFile(name="lich.ics", media_type="text/calendar", content="BEGIN:VCALENDAR")),
        Reply(text="Danh sách", attachment=Sheet(kind="roster", name="danh-sach.xlsx", asker_id=1, facts={})),
        Reply(text="Mình giúp được những việc này:", choices=OFFERS),
    ]


async def fill(web: Web, person: str, rounds: int) -> None:
    """Let this person have been told a message of every kind, so many times; the last is one with buttons."""
    if not web.world.rows("SELECT id FROM chats WHERE address = ?", person):
        await web.post(person, text="hi")
    row = web.world.rows("SELECT id FROM chats WHERE address = ?", person)[0]
    kept = web.files.save(png(width=900, height=600))

    def tell(tx):
        chat = chats.by_id(tx, row["id"])
        said = of_every_kind(kept, web.base) * rounds
        return [
            outbox.queue(tx, chat, key=f"long:{person}:{n}", kind="reply", body=one.model_dump_json(), cause="tick")
            for n, one in enumerate(said)
        ]

    await web.inbox.post(tell)
