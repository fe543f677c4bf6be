"""A draft before the yes: whatever is changed in whatever order, review and test show what stands, in each language."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handlers import dispatcher
from handlers.engine.message import Incoming, Reply, StoredPhoto, UploadedFile
from storage.messages import outbox
from tests.support import world as worlds
from tests.support.world import World

KEYS = count(1)
TEXTS = ("Mai trồng cây nhé", "Chủ nhật *ra quân*", "Nhớ mang nón", "Họp mặt", "Tám giờ sáng")
ENGLISH = ("Trees tomorrow", "Bring a hat", "We meet on Sunday")
CAMPAIGNS = ("Trồng cây xanh", "Hiến máu tình nguyện")
AUDIENCES = {
    "Tất cả ở Tỉnh đoàn Sóc Trăng": "• đoàn viên của Tỉnh đoàn Sóc Trăng",
    "Người phụ trách các đơn vị": "• Người phụ trách ở Tỉnh đoàn Sóc Trăng",
}
BUTTONS = {"vi": "Xem chiến dịch", "en": "See the campaign"}


@dataclass
class Draft:
    """What the draft should be, kept by hand."""

    text: str
    english: str = ""
    photo: str = ""
    button: str = ""
    whom: str = "Tất cả ở Tỉnh đoàn Sóc Trăng"

    def looks(self) -> list[tuple[str, list[str], str]]:
        """The messages as readers see them: text, buttons, the photo's hash."""
        said = [("vi", self.text)] + ([("en", self.english)] if self.english else [])
        return [
            (text.replace("*", ""), [BUTTONS[language]] if self.button else [], self.photo) for language, text in said
        ]


@dataclass
class Hoa:
    world: World
    last: list[tuple[int, Reply]]

    def does(self, text: str = "", photo: str = "") -> None:
        """Type a text or a button's label, or send a photo."""
        self.world.now += self.world.now.resolution * 1_000_000
        file = UploadedFile(media_type="image/png", size=9, sha256=photo) if photo else None
        message = Incoming(
            channel="telegram",
            address="hoa",
            key=f"e{next(KEYS)}",
            at=self.world.now,
            kind="photo" if photo else "text",
            text=text,
            file=file,
        )
        with self.world.change() as tx:
            rows = dispatcher.receive(tx, message, self.world.features, self.world.services)
        self.last = [(row.lane, Reply.model_validate_json(row.body)) for row in rows if row.kind == "reply"]

    def opens(self, part: str) -> None:
        """From the review to what can be changed: by its button, or by going back."""
        self.does(part)
        assert self.last[-1][1].text == "Bạn muốn sửa phần nào?", self.last

    def has(self, label: str) -> bool:
        return any(choice.label == label for choice in self.last[-1][1].choices)


def seen(replies: list[tuple[int, Reply]], lane: int) -> list[tuple[str, list[str], str]]:
    return [
        (
            reply.text,
            [choice.label for choice in reply.choices],
            reply.attachment.sha256 if isinstance(reply.attachment, StoredPhoto) else "",
        )
        for at, reply in replies
        if at == lane and not reply.text.startswith(("Còn đây là bản", "Tin sẽ hiện ra", "✓ Mình đã gửi thử"))
    ]


def check(hoa: Hoa, draft: Draft) -> None:
    """The review that was just shown."""
    assert seen(hoa.last, outbox.REPLY) == draft.looks()
    review = hoa.last[-1][1]
    assert AUDIENCES[draft.whom] in review.text
    assert {"‹ Quay lại", "Sửa"} <= {choice.label for choice in review.choices}


PHOTOS = tuple(letter * 64 for letter in "abc")
CHANGE = st.one_of(
    st.tuples(st.just("text"), st.sampled_from(TEXTS)),
    st.tuples(st.just("english"), st.sampled_from(("", *ENGLISH))),
    st.tuples(st.just("photo"), st.sampled_from(("", *PHOTOS))),
    st.tuples(st.just("button"), st.sampled_from(("", *CAMPAIGNS))),
    st.tuples(st.just("whom"), st.sampled_from(sorted(AUDIENCES))),
    st.tuples(st.just("look"), st.just("")),
    st.tuples(st.just("reopen"), st.just("")),
    st.tuples(st.just("test"), st.just("")),
    st.tuples(st.just("when"), st.just("")),
)
LABELS = {"english": "Bản tiếng Anh", "photo": "Ảnh", "button": "Nút mở chiến dịch"}


def change(hoa: Hoa, draft: Draft, what: str, value: str, by: str) -> None:
    """Change one part, or look at something and come back; ends at the review."""
    match what:
        case "reopen":
            hoa.does("/huy")
            assert "Bản nháp vẫn còn" in hoa.last[0][1].text
            hoa.does("/thongbao")
            hoa.does("2")
        case "test":
            hoa.does("Gửi thử cho mình")
            assert seen(hoa.last, outbox.NOTICE) == draft.looks()
            hoa.does("Sửa")
            hoa.does("Xem lại rồi gửi")
        case "look":
            hoa.opens(by)
            hoa.does("Xem lại rồi gửi")
        case "when":
            hoa.does("Hẹn giờ gửi")
            hoa.does("18h")
            assert "lúc 18:00" in hoa.last[-1][1].text
            hoa.does("quay lại")
            hoa.does("/lui")
        case "text":
            hoa.opens(by)
            hoa.does("Nội dung")
            assert draft.text in hoa.last[-1][1].text
            hoa.does(value)
            draft.text = value
        case "whom":
            hoa.opens(by)
            hoa.does("Người nhận")
            assert AUDIENCES[draft.whom] in hoa.last[-1][1].text
            hoa.does(value)
            draft.whom = value
        case _:
            change_extra(hoa, draft, what, value, by)


def change_extra(hoa: Hoa, draft: Draft, what: str, value: str, by: str) -> None:
    """What may be there or not: it is added, replaced or taken away."""
    there = getattr(draft, what)
    hoa.opens(by)
    assert hoa.has(LABELS[what] if there else f"+ {LABELS[what]}"), hoa.last[-1][1].choices
    if not there and not value:
        hoa.does("Xem lại rồi gửi")
        return
    hoa.does(LABELS[what] if there else f"+ {LABELS[what]}")
    if there:
        hoa.does("Thay bằng cái khác" if value else "Bỏ đi")
    if value:
        hoa.does(**({"photo": value} if what == "photo" else {"text": value}))
    setattr(draft, what, value)


def test_whatever_is_changed_review_and_test_show_what_stands_now(world_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("drafts")

    @settings(max_examples=40, phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck))
    @given(changes=st.lists(st.tuples(CHANGE, st.sampled_from(["Sửa", "quay lại", "/lui"])), max_size=8))
    def runs(changes):
        world = worlds.copied(world_file, folder / f"{next(KEYS)}.db")
        hoa, draft = Hoa(world, []), Draft(TEXTS[0])
        for typed in ("/thongbao", draft.text, "Không, chọn người nhận", draft.whom):
            hoa.does(typed)
        check(hoa, draft)
        for (what, value), by in changes:
            change(hoa, draft, what, value, by)
            check(hoa, draft)
        world.close()

    runs()
