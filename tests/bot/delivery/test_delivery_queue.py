"""The queue and what is left in the database, in every order that hypothesis thinks of: no event loop, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.delivery.backlog import Backlog, Page
from bot.delivery.queue import LANES, Queue
from storage.messages.records import Outgoing

REPLY, NOTICE, BROADCAST = LANES
MOST, MOST_OF_A_CHAT = 3, 2
CHATS = range(1, 4)
NEW_ROW = st.tuples(  # its chat, its lane, when it is due, and whether it is handed over
    st.sampled_from(CHATS), st.sampled_from([REPLY, REPLY, NOTICE]), st.sampled_from([0, 0, 0, 3]), st.booleans()
)


def row(number: int, chat_id: int = 1, lane: int = REPLY) -> Outgoing:
    return Outgoing(
        id=number,
        key=str(number),
        chat_id=chat_id,
        channel="telegram",
        address=str(chat_id),
        language="vi",
        lane=lane,
        kind="reply",
        body="{}",
        due_at=datetime(2026, 11, 27, tzinfo=UTC),
        useful_until=None,
        attempts=0,
    )


# One by one ---------------------------------------------------------------------------------------------------------


def taken(queue: Queue, now: float) -> list[int]:
    """All that goes now, each one ended at once."""
    numbers = []
    while (next_row := queue.take(now)) is not None:
        numbers.append(next_row.id)
        queue.drop(next_row, now)
    return numbers


def test_a_lane_goes_by_age_in_whatever_order_its_rows_came():
    queue = Queue(paced=False)
    for number in (3, 1, 2):
        queue.add(row(number), due=0, now=0)
    assert taken(queue, 0) == [1, 2, 3]


def test_lanes_go_in_their_order_within_a_chat_and_over_all_chats():
    queue = Queue(paced=False)
    for number, (chat, lane) in enumerate([(1, BROADCAST), (1, REPLY), (2, NOTICE), (2, REPLY), (3, BROADCAST)]):
        queue.add(row(number, chat, lane), due=0, now=0)
    assert taken(queue, 0) == [1, 3, 2, 4, 0]


def test_a_chat_has_one_send_under_way():
    queue = Queue(paced=False)
    queue.add(row(1), due=0, now=0)
    queue.add(row(2), due=0, now=0)
    first = queue.take(0)
    assert queue.take(0) is None
    queue.drop(first, 0)
    assert queue.take(0).id == 2


def test_what_is_tried_again_holds_up_its_lane_and_no_other():
    queue = Queue(paced=False)
    queue.add(row(1, lane=NOTICE), due=0, now=0)
    queue.add(row(2, lane=NOTICE), due=0, now=0)
    queue.put_off(queue.take(0), now=0, until=10)
    queue.add(row(3), due=0, now=0)
    assert taken(queue, 0) == [3]
    assert queue.next_at() == 10
    assert taken(queue, 10) == [1, 2]


def test_an_older_row_that_comes_while_a_newer_one_is_under_way_is_next():
    queue = Queue(paced=False)
    queue.add(row(2), due=0, now=0)
    under_way = queue.take(0)
    queue.add(row(1), due=0, now=0)
    queue.put_off(under_way, now=0, until=1)
    assert taken(queue, 1) == [1, 2]


def test_a_paced_chat_keeps_its_pace_though_it_stands_in_line_in_two_lanes():
    queue = Queue(paced=True)
    for number in range(20):
        queue.add(row(number, lane=BROADCAST), due=0, now=0)
        queue.add(row(100 + number, lane=REPLY), due=0, now=0)
    assert len(taken(queue, 0)) == 8
    assert len(taken(queue, 0.5)) == 0
    assert len(taken(queue, 1.0)) == 1


def test_sizes_count_what_is_under_way():
    queue = Queue(paced=False)
    for number, chat in enumerate((1, 1, 2)):
        queue.add(row(number, chat), due=0, now=0)
    first = queue.take(0)
    assert (queue.size(REPLY), queue.size_of_chat(1, REPLY), queue.size_of_chat(2, REPLY)) == (3, 2, 1)
    dropped = queue.drop_chat(first, 0)
    assert [one.id for one in dropped] == [1]
    assert (queue.size(REPLY), queue.size_of_chat(1, REPLY)) == (1, 0)


# What is left in the database ---------------------------------------------------------------------------------------


def replies() -> tuple[Queue, Backlog]:
    """The replies of a channel, once all that waited was read: nothing did."""
    queue = Queue(paced=False)
    backlog = Backlog(queue, REPLY, handed_over=True, most=4, most_of_a_chat=2)
    backlog.was_read(Page(backlog.ask(frozenset()), [], newest=0), [])
    return queue, backlog


def commit(queue: Queue, backlog: Backlog, *rows: Outgoing) -> list[int]:
    """Hand over what was committed; returns what was queued."""
    queued = []
    for new in rows:
        if backlog.takes(new):
            queue.add(new, due=0, now=0)
            queued.append(new.id)
    return queued


def test_nothing_is_queued_before_the_database_was_read():
    backlog = Backlog(Queue(paced=False), REPLY, handed_over=True, most=4, most_of_a_chat=2)
    assert not backlog.takes(row(1))
    assert backlog.is_wanted()


def test_what_is_committed_while_the_first_page_is_read_keeps_what_is_newer_waiting():
    queue = Queue(paced=False)
    backlog = Backlog(queue, REPLY, handed_over=True, most=4, most_of_a_chat=2)
    page = Page(backlog.ask(frozenset()), [], newest=0)
    assert commit(queue, backlog, row(1)) == []
    backlog.was_read(page, [])
    assert commit(queue, backlog, row(2)) == []
    assert backlog.is_wanted()


def test_a_chat_of_which_rows_were_left_waits_for_them_to_be_read():
    queue, backlog = replies()
    assert commit(queue, backlog, row(1), row(2), row(3), row(4, chat_id=2)) == [1, 2, 4]
    assert not backlog.is_wanted()
    queue.drop(queue.take(0), 0)
    assert backlog.is_wanted_after(row(1))
    assert commit(queue, backlog, row(5)) == [], "the third waits unread"


def test_what_was_left_while_a_page_was_read_is_still_unread():
    queue, backlog = replies()
    assert commit(queue, backlog, row(1), row(2), row(3)) == [1, 2]
    queue.drop(queue.take(0), 0)
    page = Page(backlog.ask(frozenset({1, 2, 3})), [row(2), row(3)], newest=3)
    assert commit(queue, backlog, row(4)) == []
    queue.add(row(3), due=0, now=0)
    backlog.was_read(page, [])
    queue.drop(queue.take(0), 0)
    assert commit(queue, backlog, row(5)) == []
    backlog.was_read(Page(backlog.ask(frozenset({1, 2, 3})), [row(3), row(4)], newest=5), [])
    assert commit(queue, backlog, row(6)) == [6]


def test_what_found_no_room_is_read_once_there_is_some():
    queue, backlog = replies()
    assert commit(queue, backlog, *(row(number, chat_id=number) for number in range(1, 7))) == [1, 2, 3, 4]
    assert backlog.ask(frozenset()) is None
    assert not backlog.is_wanted()
    for _number in range(2):
        queue.drop(queue.take(0), 0)
    assert backlog.is_wanted_after(row(2, chat_id=2))
    page = Page(backlog.ask(frozenset()), [row(number, chat_id=number) for number in range(3, 7)], newest=8)
    assert commit(queue, backlog, row(7, chat_id=7)) == []
    for number in (5, 6):
        assert backlog.fits(row(number, chat_id=number))
        queue.add(row(number, chat_id=number), due=0, now=0)
    assert not backlog.fits(row(8, chat_id=8))
    backlog.was_read(page, [row(8, chat_id=8)])
    queue.drop(queue.take(0), 0)
    queue.drop(queue.take(0), 0)
    assert backlog.is_wanted_after(row(4, chat_id=4))


# All together -------------------------------------------------------------------------------------------------------


@dataclass
class Stored:
    """A row as the database has it."""

    row: Outgoing
    due: float
    waiting: bool = True


class Sending(RuleBasedStateMachine):
    """Rows are committed, read, sent and tried again, and the bot is killed in between.

    Whenever a row goes, no older one of its chat and lane waits that is due. And whatever happens, all of them go.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.stored = [Stored(row(0), 0.0, waiting=False)]  # ids count from one
        self.start()

    def start(self) -> None:
        self.queue = Queue(paced=False)
        self.backlogs = [
            Backlog(self.queue, lane, handed_over=lane == REPLY, most=MOST, most_of_a_chat=MOST_OF_A_CHAT)
            for lane in LANES
        ]
        self.known: set[int] = set()
        self.ended: set[int] = set()
        self.page: Page | None = None  # it was read, and is not queued yet
        self.under_way: list[Outgoing] = []

    @rule(rows=st.lists(NEW_ROW, min_size=1, max_size=6))
    def commit(self, rows: list[tuple[int, int, int, bool]]) -> None:
        """Rows are committed; replies are always handed over, others not always."""
        for chat, lane, wait, told in rows:
            stored = Stored(row(len(self.stored), chat, lane), self.now + wait)
            self.stored.append(stored)
            if (told or lane == REPLY) and self.backlogs[lane].takes(stored.row):
                self.add(stored.row)

    @precondition(lambda self: self.page is None)
    @rule(lane=st.sampled_from([REPLY, REPLY, NOTICE]))
    def read(self, lane: int) -> None:
        """The database is read; what was read arrives a little later."""
        self.known -= self.ended
        self.ended.clear()
        ask = self.backlogs[lane].ask(frozenset(self.known))
        if ask is not None:
            rows = [
                stored.row
                for stored in self.stored
                if stored.waiting
                and stored.row.lane == lane
                and stored.row.id not in ask.known
                and stored.row.chat_id not in ask.without
            ]
            self.page = Page(ask, rows[: ask.most], len(self.stored) - 1)

    @precondition(lambda self: self.page is not None)
    @rule()
    def arrive(self) -> None:
        page, self.page = self.page, None
        backlog, too_many = self.backlogs[page.ask.lane], []
        for next_row in page.rows:
            if next_row.id in self.known:
                continue
            if backlog.fits(next_row):
                self.add(next_row)
            else:
                too_many.append(next_row)
        backlog.was_read(page, too_many)

    @rule()
    def take(self) -> None:
        sent = self.queue.take(self.now)
        if sent is None:
            return
        older = [
            other.row.id
            for other in self.stored[: sent.id]
            if other.waiting
            and other.due <= self.now
            and (other.row.chat_id, other.row.lane) == (sent.chat_id, sent.lane)
        ]
        assert older == [], f"{sent.id} goes before {older}"
        assert sent.chat_id not in {other.chat_id for other in self.under_way}
        self.under_way.append(sent)

    @precondition(lambda self: self.under_way)
    @rule(which=st.integers(0, 3))
    def end(self, which: int) -> None:
        sent = self.under_way.pop(which % len(self.under_way))
        self.stored[sent.id].waiting = False
        self.ended.add(sent.id)
        self.queue.drop(sent, self.now)
        if self.page is None and self.backlogs[sent.lane].is_wanted_after(sent):
            self.read(sent.lane)

    @precondition(lambda self: self.under_way)
    @rule(which=st.integers(0, 3), wait=st.integers(1, 5))
    def fail(self, which: int, wait: int) -> None:
        sent = self.under_way.pop(which % len(self.under_way))
        self.queue.put_off(sent, self.now, self.now + wait)

    @rule(seconds=st.integers(1, 4))
    def pass_time(self, seconds: int) -> None:
        self.now += seconds

    @rule()
    def die(self) -> None:
        """What was only in memory is gone; what was under way is not marked."""
        self.start()

    @invariant()
    def memory_is_bounded(self) -> None:
        for lane in LANES:
            assert self.queue.size(lane) <= MOST
            for chat in CHATS:
                assert self.queue.size_of_chat(chat, lane) <= MOST_OF_A_CHAT

    def teardown(self) -> None:
        """A tick, and then only what the backlogs ask for: everything goes."""
        self.now += 100
        for lane in LANES:
            self.settle()
            self.read(lane)
        self.settle()
        while self.under_way:
            self.end(0)
            self.settle()
        assert [stored.row.id for stored in self.stored if stored.waiting] == []

    def settle(self) -> None:
        """What was read arrives, what is wanted is read, and what may go is under way."""
        while self.page is not None:
            lane = self.page.ask.lane
            self.arrive()
            if self.backlogs[lane].is_wanted():
                self.read(lane)
        for _chat in CHATS:
            self.take()

    def add(self, next_row: Outgoing) -> None:
        self.known.add(next_row.id)
        self.queue.add(next_row, self.stored[next_row.id].due, self.now)


Sending.TestCase.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
TestSending = Sending.TestCase
