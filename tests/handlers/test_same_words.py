"""The same word means the same, whatever was shown before; and no part of a label chooses what says no."""

from __future__ import annotations

import pytest

from handlers.contents import CONVERSATIONS
from handlers.engine.choices import resolve
from handlers.engine.message import Incoming
from handlers.engine.state import Asked, Shown
from handlers.engine.text import say
from storage.text import fold
from tests.support.walks import Walker

SHOWN = (
    "menu",
    "/thanhtich",
    "/lichcuatoi",
    "/trogiup",
    "/hoi place",
    "/gapnguoi",
    "/hoso",
)  # offers, in various words
ASKED = ("/nhacnho", "/dangky", "/hoi", "/ngonngu", "/quantam")  # questions of choices


def words_of(conversation):
    """How one says a conversation's name: its commands, its titles, its entry in the menu, also with a count."""
    titles = [say(conversation.title, language) for language in ("vi", "en")]
    short = [say(conversation.short or conversation.title, language) for language in ("vi", "en")]
    entries = [f"{conversation.icon} {title}{count}" for title in short for count in ("", " (4)")]
    return list(dict.fromkeys([*conversation.commands, *titles, *map(fold, titles), *map(fold, short), *entries]))


@pytest.mark.parametrize("role", ["member", "organiser", "plain"])
def test_a_conversations_name_means_it_whatever_was_shown(furnished, role):
    wrong = []
    with furnished.change() as tx:
        walker = Walker(furnished, tx, role)
        for conversation in CONVERSATIONS.values():
            if conversation.name == "join":
                continue
            usual = begun_by(walker, (), f"/{conversation.commands[0]}")
            for number, word in enumerate(words_of(conversation)):
                for before in (SHOWN[number % len(SHOWN)], ASKED[number % len(ASKED)]):
                    if before.startswith(f"/{conversation.commands[0]}"):
                        continue
                    if conversation.name == "more" and before in ASKED:  # "more" turns the page of a question
                        continue
                    begun = begun_by(walker, (before,), word)
                    if begun != usual and word not in labels_after(walker, before):
                        wrong.append((before, word, begun, usual))
    assert not wrong, wrong[:20]


def begun_by(walker, before, word):
    """What a word begins: the conversation and its question, or what it says last."""
    with walker.trial():
        walker.put("{}")
        for text in before:
            walker.send(kind="text", text=text)
        replies = walker.send(kind="text", text=word)
        running = walker.state.running
        step = running.asked.step if running is not None and running.asked is not None else ""
        return (running.name, step) if running is not None else replies[-1].text.split("\n")[-1]


def labels_after(walker, before):
    with walker.trial():
        walker.put("{}")
        return {choice.label for reply in walker.send(kind="text", text=before) for choice in reply.choices}


def picked(text, *labels):
    shown = [Shown(key=str(number), label=label) for number, label in enumerate(labels)]
    said = Incoming(channel="web", address="a", key="k", at="2026-11-26T19:40:00+07:00", kind="text", text=text)
    return resolve(said, Asked(id=1, step="s", choices=shown))


NOUNS = ("chiến dịch", "báo cáo", "ca", "bản tin", "tên em", "ảnh", "thông báo")
REFUSING = ("Thôi nhắc {}", "Tắt {}", "Xóa {}", "Hủy {}", "Bỏ {}", "Rời {}", "Không nhận {}", "Dừng {}", "Nhường {}")


@pytest.mark.parametrize("refusing", REFUSING)
def test_a_part_of_a_label_never_chooses_what_refuses_or_takes_away(refusing):
    for noun in NOUNS:
        label = refusing.format(noun)
        for part in (noun, fold(noun)):
            assert picked(part, "Giữ như vậy", label) is None, (part, label)
        for whole in (label, fold(label), label.upper()):
            assert picked(whole, "Giữ như vậy", label) == "1", whole


@pytest.mark.parametrize(("part", "label"), [("dung roi", "Đúng rồi, gửi đi"), ("xong", "Xong, chọn người nhận")])
def test_what_agrees_is_still_chosen_by_its_beginning(part, label):
    assert picked(part, label, "Sửa") == "0"
