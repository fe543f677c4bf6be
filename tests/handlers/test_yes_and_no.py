"""At every question of yes and no, in every role: what people say for yes does what the button does, and likewise no.

Where something goes for good, only a plain yes is one. The forms are put together from parts that the program does not
know as such; what a press of the button does is what each is held against.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import cycle, islice, product

import pytest

from handlers.engine.phrases import phrases
from storage.text import fold
from tests.support.walks import Walker

YES = phrases(
    """
    đúng rồi, đúng r, đúng, ok, oke, okk, ừ, uh, ừm, ờ, vâng, đồng ý, được, chuẩn, phải rồi, nhất trí, chốt,
    chính xác, ừ đúng rồi, ok đồng ý, vâng ok, được rồi, tất nhiên, có, ừ được
    """
)
NO = phrases(
    """
    không, ko, hông, khum, thôi, chưa, không đồng ý, chưa đúng, sai rồi, đừng, dừng, khỏi, thôi khỏi, không
    phải, không cần đâu, khoan đã, để sau, không được
    """
)
ENGLISH = {
    "yes": (
        "yes",
        "yeah",
        "sure",
        "yes please",
        "that's right",
        "correct",
        "of course",
        "go ahead",
        "all right",
        "OK!",
    ),
    "no": ("no", "nope", "no thanks", "not yet", "not now", "no way", "that's wrong", "don't", "No."),
}
BEFORE = ("", "dạ ", "thưa anh, ", "mình ")
BEHIND = ("", " ạ", " bn", " nha", " luôn", " nhé ad", " bạn ơi", "!", " em")
NEITHER = (
    "ủa",
    "có không",
    "đúng không?",
    "ok?",
    "được không",
    "ừ không",
    "có lẽ",
    "chắc vậy",
    "ok nhưng mà",
    "đúng không ta",
)
PLAIN = ("có", "Có.", "co", "CÓ", "yes", "đồng ý", "dong y")
SPELLINGS = (str, str.upper, lambda text: unicodedata.normalize("NFD", text))
ROLES = ("newcomer", "member", "admin", "plain")  # who administers may do all that the others may
CODE = re.compile(r"\b[a-z0-9]{8,}\b")  # made anew each time
EACH = 30  # forms that each question hears, the next ones at the next


def without_marks(text: str) -> str:
    """As it is typed without diacritics; "đừng" and "dừng" would be no "no" any more."""
    return text if any(word in text for word in ("đừng", "dừng")) else fold(text)


def forms(kind: str, parts: frozenset[str]):
    """Every way to say one thing: its words, politeness around it, in each spelling."""
    said = ("".join(words) for words in product(BEFORE, sorted(parts), BEHIND))
    for text, spell in zip(said, cycle((*SPELLINGS, without_marks))):
        yield kind, spell(text)


def mixed(*many):
    """The forms of all in turn, with steps between that have no common measure, so that each comes by."""
    everything = sorted((form for one in many for form in one), key=lambda form: hash_of(form[1]))
    return cycle(everything)


def hash_of(text: str) -> int:
    return sum(ord(character) * (place * 31 + 7) for place, character in enumerate(text)) % 10_007


def what_it_does(walker: Walker, position, **content):
    """What a message at a question leads to: first lines said, others told, what was noted, and what is asked next."""
    with walker.trial():
        walker.put(position.state, position.language)
        queued, noted = (last_of(walker, table) for table in ("outbox", "audit"))
        replies = [CODE.sub("#", reply.text.partition("\n")[0]) for reply in walker.send(**content)]
        running = walker.state.running
        place = None if running is None else (running.name, running.asked and running.asked.step)
        told = rows(walker, "SELECT body FROM outbox WHERE id > ? AND kind = 'notice' ORDER BY id", queued)
        done = rows(walker, "SELECT action AS body FROM audit WHERE id > ? ORDER BY id", noted)
        given = [] if running is None else [one.value for one in running.answers if one.step == position.step]
        late = rows(walker, "SELECT late AS body FROM broadcasts WHERE id > ?", 0)
        return place, given, None if done else replies, [CODE.sub("#", text) for text in told], done, late


def last_of(walker: Walker, table: str) -> int:
    return rows(walker, f"SELECT coalesce(max(id), 0) AS body FROM {table} WHERE id > ?", 0)[0]


def rows(walker: Walker, statement: str, after: int) -> list:
    return [row["body"] for row in walker.tx.connection.execute(statement, (after,)).fetchall()]


@pytest.mark.parametrize("role", ROLES)
def test_yes_and_no_in_peoples_words_do_what_the_buttons_do(furnished, reached, role):
    english = [(kind, text) for kind, said in ENGLISH.items() for text in said]
    told = mixed(forms("yes", YES), forms("no", NO), english, (("neither", text) for text in NEITHER))
    wrong, heard = [], 0
    with furnished.change() as tx:
        walker = Walker(furnished, tx, role)
        told = islice(told, 97 * ROLES.index(role), None)  # each role hears others
        for position in reached[role]:
            keys = [choice.key for choice in position.running.asked.choices]
            if "yes" not in keys:
                continue
            done = {
                key: what_it_does(
                    walker, position, kind="choice", choice=f"{position.running.asked.id}:{keys.index(key)}"
                )
                for key in ("yes", "no")
                if key in keys
            }
            said = [next(told) for _time in range(EACH)]
            said += [("plain", PLAIN[heard % len(PLAIN)])] if position.running.asked.grave else []
            for kind, text in said:
                heard += 1
                grave = position.running.asked.grave and kind == "yes" and fold(text) not in map(fold, PLAIN)
                outcome = what_it_does(walker, position, kind="text", text=text)
                if outcome == done["yes"] and (kind not in {"yes", "plain"} or grave):
                    wrong.append(f"{position}: {text!r} is taken for a yes")
                elif kind in {"yes", "plain"} and not grave and outcome != done["yes"]:
                    wrong.append(f"{position}: {text!r} is no yes: {outcome}")
                elif kind == "no" and "no" in done and outcome != done["no"]:
                    wrong.append(f"{position}: {text!r} is no no: {outcome}")
                elif kind == "neither" and outcome == done.get("no"):
                    wrong.append(f"{position}: {text!r} is taken for a no")
    assert heard > EACH
    assert not wrong, "\n".join(wrong[:40])
