"""Many of a roster at once: what leaders type, made together with whom it means."""

import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.attendance import roster_words
from handlers.attendance.roster_words import Many
from storage.text import fold

FAMILIES = ("Nguyễn Văn", "Trần Thị", "Lê Gia", "Thạch", "Sơn Thị Mỹ", "Lý Hoàng")
GIVEN = ("An", "Bảo", "Bình", "Châu", "Dũng", "Giang", "Hạnh", "Khoa", "Lan", "Minh", "Ngọc", "Phước", "Quí", "Sang")
EVERYBODY = (
    "tất cả",
    "Tất Cả",
    "tất cả có mặt",
    "có mặt hết",
    "có mặt hết rồi ạ",
    "mọi người tới đủ",
    "cả đoàn tới đủ rồi",
    "đủ rồi",
    "đủ mặt hết",
    "có mặt cả",
    "ai cũng tới",
    "tới hết rồi",
    "đi đủ",
    "không vắng ai",
    "không thiếu ai",
    "không ai vắng",
    "không thiếu bạn nào",
    "nobody is missing",
    "everyone came",
    "có mặt hết rồi nhé",
    "có mặt đầy đủ",
    "đủ hết",
    "mọi người đều có mặt",
    "toàn bộ",
    "ai cũng có mặt",
    "all",
    "all here",
    "everyone is here",
    "everybody",
    "all present!",
)
BUT = (
    "trừ",
    "ngoại trừ",
    "trừ ra",
    "except",
    "but",
    "without",
    "không tính",
    "chỉ trừ",
    "trừ bạn",
    "ngoài",
    "chỉ thiếu",
    "chỉ vắng",
    ", vắng",
    ", thiếu",
    ", trừ",
    "mà thiếu",
)
ABSENT_BEFORE = (
    "vắng",
    "vắng mặt:",
    "thiếu",
    "absent:",
    "nghỉ",
    "vắng bạn",
    "hôm nay vắng",
    "không có",
    "chỉ vắng",
    "thiếu mỗi",
    "missing",
    "không thấy",
    "chưa thấy",
    "báo vắng:",
)
ABSENT_BEHIND = (
    "vắng",
    "nghỉ",
    "không đến",
    "absent",
    "vắng mặt",
    "chưa tới",
    "không tới",
    "xin nghỉ",
    "vắng rồi",
    "không đi",
    "bận nên nghỉ",
    "are missing",
)
BETWEEN = (", ", ",", "; ", "\n", " và ", " and ", " với ", " + ", " / ", ", và ")
PRESENT = ("", "có mặt: ", "ghi ", "chỉ có ", "có mặt gồm ", "điểm danh cho ", "tick ", "present: ")
PRESENT_BEHIND = ("", " có mặt", " đã tới", " có mặt rồi", " tới rồi", " are here", " đều có mặt")
TITLES = ("", "", "", "bạn ", "anh ", "chị ", "em ")
DASHES = ("-", " - ", "–", " đến ", " tới ", "->", "..", "—", " to ")
BEFORE_NUMBERS = ("", "", "số ", "từ ", "stt ", "từ số ", "các bạn ", "mấy bạn số ")


@dataclass(frozen=True)
class Listed:
    """Somebody on a roster."""

    name: str
    search_key: str


def bare(text: str) -> str:
    """Without diacritics, as it is typed on a phone in a hurry."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@st.composite
def rosters(draw):
    """People whose given names all differ, so that each is meant by that name alone."""
    given_names = draw(st.lists(st.sampled_from(GIVEN), min_size=3, max_size=10, unique=True))
    names = [f"{draw(st.sampled_from(FAMILIES))} {given_name}" for given_name in given_names]
    return [Listed(name, fold(name)) for name in names]


@st.composite
def typed(draw):
    """A roster, what a leader types, and who is to be ticked by it, as places on the roster."""
    people = draw(rosters())
    whole = set(range(len(people)))
    some = draw(st.lists(st.sampled_from(sorted(whole)), min_size=2, max_size=4, unique=True))
    between = draw(st.sampled_from(BETWEEN))
    names = [called(draw, people[at].name) for at in some]
    listed = between.join(names)
    if draw(st.booleans()):  # by number, or both
        places, ranges = numbers(draw, len(people))
        by_name = draw(st.lists(st.sampled_from(sorted(whole)), max_size=2, unique=True))
        some = [*by_name, *places]
        listed = between.join([*(called(draw, people[at].name) for at in by_name), ranges])
    kind = draw(st.sampled_from(("all", "all but", "but", "absent", "absent behind", "present", "present behind")))
    text, meant = {
        "all": lambda: (draw(st.sampled_from(EVERYBODY)), whole),
        "all but": lambda: (
            f"{draw(st.sampled_from(EVERYBODY[:8]))} {draw(st.sampled_from(BUT))} {listed}".replace(" ,", ","),
            whole - set(some),
        ),
        "but": lambda: (f"{draw(st.sampled_from(BUT[:7]))} {listed}", whole - set(some)),
        "absent": lambda: (f"{draw(st.sampled_from(ABSENT_BEFORE))} {listed}", whole - set(some)),
        "absent behind": lambda: (f"{listed} {draw(st.sampled_from(ABSENT_BEHIND))}", whole - set(some)),
        "present": lambda: (draw(st.sampled_from(PRESENT)) + listed, set(some)),
        "present behind": lambda: (listed + draw(st.sampled_from(PRESENT_BEHIND)), set(some)),
    }[kind]()
    text = draw(st.sampled_from((str, bare, str.upper, str.lower)))(text)
    return people, text + draw(st.sampled_from(("", "", ".", " nhé", " ạ"))), meant


def called(draw, name):
    """What somebody is called: by the whole name, its last two words or its last, perhaps with a title."""
    words = name.split()
    return draw(st.sampled_from(TITLES)) + " ".join(words[-draw(st.sampled_from((1, 2, len(words)))) :])


def numbers(draw, count):
    """The places of a roster that numbers and stretches mean, and these as typed."""
    meant, parts = set(), []
    for _part in range(draw(st.integers(1, 3))):
        first, last = sorted((draw(st.integers(1, count)), draw(st.integers(1, count))))
        meant |= set(range(first - 1, last))
        parts.append(str(first) if first == last else f"{first}{draw(st.sampled_from(DASHES))}{last}")
    typed = draw(st.sampled_from((",", ", ", " và ", "; "))).join(parts)
    return meant, draw(st.sampled_from(BEFORE_NUMBERS)) + typed


@given(typed())
def test_whom_a_text_means_is_who_is_meant(case):
    people, text, meant = case
    many = roster_words.read(text)
    assert many is not None, text
    named = {number - 1 for number in many.numbers}
    for name in many.names:
        fitting = roster_words.matching(name, people)
        assert len(fitting) == 1, (text, name, fitting)
        named |= set(fitting)
    assert (set(range(len(people))) - named if many.everybody else named) == meant, text


@given(rosters(), st.data())
def test_one_name_is_one_person_and_no_list(people, data):
    one = data.draw(st.sampled_from(people))
    for text in (one.name, bare(one.name), one.name.upper(), one.name.lower()):
        assert roster_words.read(text) is None, text


@pytest.mark.parametrize("text", EVERYBODY)
def test_a_word_for_everybody_is_nobodys_name(text):
    for spelled in (text, bare(text), text.upper(), text.title(), f"{text} nhé", f"{text} ạ", f"{text}."):
        assert roster_words.read(spelled) == Many(everybody=True), spelled


@pytest.mark.parametrize(
    "text",
    [
        "Lê Nghi",
        "Hồ Thị Vắng",
        "Nguyễn Văn Đến",
        "Trần Đủ",
        "Phạm Thị Thiếu",
        "K'Brêuh",
        "could whoever has the time please come over to the office and lend us a hand today",
        "",
        "…",
    ],
)
def test_a_name_or_a_sentence_is_no_list(text):
    assert roster_words.read(text) is None


def test_a_name_that_several_have_means_all_of_them_unless_its_letters_tell():
    people = [Listed(name, fold(name)) for name in ("Trần Thị Bảo", "Lê Văn Báo", "Phạm Bảo Ngọc")]
    assert roster_words.matching("bao", people) == [0, 1]
    assert roster_words.matching("Báo", people) == [1]
    assert roster_words.matching("Bảo Ngọc", people) == [2]
    assert roster_words.matching("Tùng", people) == []
    assert roster_words.matching("tran bao", people) == [0]
