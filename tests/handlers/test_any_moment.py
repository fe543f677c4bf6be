"""Whatever is said at whatever moment: every command at every question, in every role; `make torture` has all of it.

Here each question hears some of the commands, and each command is said, in each way, at some question of each role.
"""

from __future__ import annotations

import re

import pytest

from handlers.contents import COMMANDS, CONVERSATIONS
from handlers.engine.state import Running
from storage import codes
from storage.attendance import check_ins
from storage.links import short_codes
from storage.organisation import grants
from storage.records import Role
from tests.support import walks
from tests.support.walks import Position, Walker
from tests.torture import commands, words

NEVER_ASK = {"my_record", "my_data", "coming", "help", "human", "more"}  # they say what there is, and end
UNASKED = {  # what these roles are asked nothing by
    "newcomer": {"erase"},
    "plain newcomer": {"erase"},
    "plain": {"join", "import_table", "export", "undo_import"},  # no files go through there
    "organiser": {"join", "undo_import"},  # the leader has imported the same table before
    "admin": {"join", "undo_import"},
}
AT_EACH = 5  # ways to say a command that each question hears
ONE_OF = 23  # of so many words and numbers each question hears one


@pytest.mark.parametrize("role", walks.ROLES)
def test_every_conversation_is_walked(reached, role: str):
    """Each that asks anything of this role: so that the tests below look at all there is."""
    asked = {position.conversation for position in reached[role]}
    rank = walks.RANK.get(role)
    may = {one.name for one in CONVERSATIONS.values() if one.needs is None or (rank is not None and one.needs <= rank)}
    assert may - asked - NEVER_ASK <= UNASKED.get(role, {"join"})


@pytest.mark.parametrize("role", walks.ROLES)
def test_a_command_at_any_question_is_answered_and_loses_nothing_in_silence(furnished, reached, role: str):
    said, positions = list(commands.ways()), reached[role]
    several = max(len(said), AT_EACH * len(positions))
    cases = [(positions[number % len(positions)], said[number % len(said)]) for number in range(several)]
    with furnished.change() as tx:
        wrong = commands.failures(Walker(furnished, tx, role), cases)
    assert wrong == [], "\n".join(wrong[:20])


# What is lost ---------------------------------------------------------------------------------------------------------

LOOKED_UP = {  # what is typed there only finds something, or somebody
    ("roster", "known"),
    ("roster", "full_name"),
    ("roster", "unit:#"),
    ("roster", "who:#"),
    ("roster", "sure"),
    ("export", "unit/#"),
    ("new_campaign", "unit/#"),
    ("new_campaign", "item/found"),
    ("new_campaign", "earlier/found"),
    ("manage_campaigns", "campaign/found"),
    ("plan", "found"),
    ("rights", "found"),
    ("targets", "list"),
}
NOT_SAVED = ("chưa được lưu", "not saved", "unfinished")


@pytest.mark.parametrize("role", walks.ROLES)
def test_not_saved_is_said_where_something_is_lost_and_only_there(furnished, reached, role: str):
    """Lost is what one typed or sent on the way to a question, not what is chosen with a press or two."""
    wrong, lost = [], 0
    with furnished.change() as tx:
        walker = Walker(furnished, tx, role)
        for position in reached[role]:
            written = any(not re.fullmatch(r"\d+:\w+", answer) for answer in position.way[1:])
            loses = written and (position.conversation, position.step) not in LOOKED_UP
            for text in ("/huy", "/trogiup"):
                if text == "/trogiup" and position.conversation == "help":
                    continue
                replies, _stands = heard(walker, position, kind="text", text=text)
                if any(words in replies[0] for words in NOT_SAVED) is not loses:
                    wrong.append(f"{position}, {text}: {replies[0][:60]!r}")
            lost += loses
    assert wrong == [], "\n".join(wrong[:20])
    assert lost or role == "plain newcomer", "nothing was ever lost"


# Asked again ----------------------------------------------------------------------------------------------------------

MAKES_NO_SENSE = (
    {"kind": "text", "text": "zzqx vvk"},
    {"kind": "text", "text": "????"},
    {"kind": "text", "text": "987654321012"},
    {"kind": "text", "text": "/khongco"},
    {"kind": "choice", "choice": "0:0"},
    {"kind": "other"},
)
AT_MOST = 200  # characters
A_LINE = 110


@pytest.mark.parametrize("role", walks.ROLES)
def test_a_question_is_asked_again_in_few_words(furnished, reached, role: str):
    asked_again = 0
    wrong = []
    with furnished.change() as tx:
        walker = Walker(furnished, tx, role)
        for position in reached[role]:
            first = position.screen
            for content in MAKES_NO_SENSE:
                with walker.trial():
                    walker.put(position.state, position.language)
                    said = "\n\n".join(reply.text for reply in walker.send(**content))
                    after = walker.state.running
                if not is_open_still(position, after):
                    continue  # it was an answer, or a wish of its own
                asked_again += 1
                if len(said) > AT_MOST or (len(first) > A_LINE and first in said):
                    wrong.append(f"{position}, {content}: {len(said)} characters: {said[:80]!r}")
    assert wrong == [], "\n".join(wrong[:20])
    assert asked_again > 2 * len(reached[role])


def is_open_still(position: Position, after: Running | None) -> bool:
    """Whether the very question is open that was, with nothing more answered."""
    before = position.running
    return (
        after is not None
        and after.asked is not None
        and (after.name, after.asked.step, after.asked.seen) == (before.name, before.asked.step, before.asked.seen)
        and after.answers == before.answers
    )


# Links ---------------------------------------------------------------------------------------------------------------


def heard(walker: Walker, position: Position, **content: str) -> tuple[list[str], str]:
    """What is answered at a question, and how the chat stands then."""
    with walker.trial():
        walker.put(position.state, position.language)
        replies = [reply.text for reply in walker.send(**content)]
        running = walker.state.running
        return replies, "" if running is None else f"{running.name} {running.args} {len(running.answers)}"


@pytest.mark.parametrize("role", walks.ROLES)
def test_a_link_of_ours_at_any_question_does_what_opening_it_does(furnished, reached, role: str):
    payloads = (furnished.poster(), f"i{walks.INVITATION}", "s1")
    positions = reached[role]
    with furnished.change() as tx:
        walker = Walker(furnished, tx, role)
        for number, position in enumerate(positions):
            payload = payloads[number % len(payloads)]
            opened = heard(walker, position, kind="start", start=payload)
            link = furnished.features.link(payload)
            for text in (link, f"“{link}”.", f"Bạn mở {link} nhé!"):
                prose = position.running.asked.prose and text.endswith("!")
                answered = heard(walker, position, kind="text", text=text)
                assert (answered == opened) is not prose, f"{position}: {text}"


WRITTEN = {  # how somebody types a code, and whether it stands alone
    "{code}": True,
    "{small}": True,
    "{blanks}": True,
    " {joined}.": True,
    "em gửi mã {code} nha": False,
    "ma cua em la {blanks} a": False,
    "start {joined}": False,
    "Mã:{small}!": False,
}


@pytest.mark.parametrize("role", walks.ROLES)
def test_a_code_of_ours_at_any_question_does_what_its_link_does(furnished, reached, role: str):
    shift, unit_id = furnished.shift("cleanup"), furnished.unit_id("Đoàn xã Tham Đôn")
    ways = list(WRITTEN)
    with furnished.change() as tx:
        invitation = grants.invite(tx, Role.LEADER, unit_id)
        known = (
            (short_codes.of_poster(tx, shift.id, shift.generation), check_ins.poster_payload(shift)),
            (short_codes.of_campaign(tx, 1), "s1"),
            (invitation, f"i{invitation}"),
        )
        walker = Walker(furnished, tx, role)
        for number, position in enumerate(reached[role]):
            code, payload = known[number % len(known)]
            opened = heard(walker, position, kind="start", start=payload)
            for way in (ways[number % len(ways)], ways[(number + 3) % len(ways)]):
                shown = codes.shown(code)
                text = way.format(code=shown, small=shown.lower(), blanks=shown.replace("-", " "), joined=code)
                answered = heard(walker, position, kind="text", text=text)
                told = position.running.asked.prose and not WRITTEN[way]
                assert (answered == opened) is not told, f"{position}: {text}"


@pytest.mark.parametrize("role", walks.ROLES)
def test_another_bots_link_at_any_question_is_said_to_be_that(furnished, reached, role: str):
    positions = reached[role]
    with furnished.change() as tx:
        walker = Walker(furnished, tx, role)
        for position in positions:
            replies, stands = heard(walker, position, kind="text", text="https://t.me/other_bot?start=i123")
            assert "bot khác" in replies[0] or "another bot's" in replies[0], position
            running = position.running
            assert stands == f"{running.name} {running.args} {len(running.answers)}", position


# Any words and numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", walks.ROLES)
def test_any_words_at_any_question_are_answered(furnished, reached, role: str):
    """Each question hears some of them, and each of them is said at some question; more under `make torture`."""
    wrong = []
    positions = reached[role]
    with furnished.change() as tx:
        walker = Walker(furnished, tx, role)
        for number, position in enumerate(positions):
            answers = list(words.at_questions(position))
            wrong += words.failures(walker, position, answers[number % ONE_OF :: ONE_OF])
    assert wrong == [], "\n".join(wrong[:20])


@pytest.mark.parametrize("role", walks.ROLES)
def test_any_words_behind_any_command_are_answered(furnished, role: str):
    """Each role says a part of them, another one each."""
    said = list(words.behind_commands())[list(walks.ROLES).index(role) :: 3 * len(walks.ROLES)]
    with furnished.change() as tx:
        wrong = words.failures(Walker(furnished, tx, role), None, said)
    assert wrong == [], "\n".join(wrong[:20])


@pytest.mark.parametrize("role", ["organiser", "admin", "plain"])
def test_a_number_beyond_all_ids_names_nothing(furnished, role: str):
    """Every command that takes an id, for who may most."""
    with furnished.change() as tx:
        walker = Walker(furnished, tx, role)
        for command in COMMANDS:
            numbers = [f"/{command} {number}" for number in (2**63, 10**400, -(2**63) - 1, "²", "٣" * 30)]
            wrong = words.failures(walker, None, [{"kind": "text", "text": text} for text in numbers])
            assert wrong == []


@pytest.mark.parametrize("role", walks.ROLES)
def test_any_place_at_any_question_is_answered(furnished, reached, role: str):
    positions = reached[role]
    with furnished.change() as tx:
        walker = Walker(furnished, tx, role)
        sent = [words.understood(walker, at, one) for at, one in enumerate(words.locations(furnished.now.timestamp()))]
        for number, position in enumerate(positions):
            takes = position.step in {"place", "where"}
            several = sent[number % 7 :: 7] if takes else sent[number % len(sent) :][:2]
            assert words.failures(walker, position, several) == []
