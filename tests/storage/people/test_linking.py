"""One person, several accounts: codes and their limits, what becomes of two records, and who may have confirmed what.

A state machine lets three human beings do with six accounts whatever the database layer offers. Its model is a
partition of the accounts and who, by which account, was the last to confirm what; it shares nothing with the program.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from storage.attendance import check_ins, roster
from storage.campaigns import campaigns, sign_ups
from storage.errors import OutOfScopeError
from storage.messages import chats, outbox
from storage.organisation import grants
from storage.people import erasure, linking, members, requests
from storage.records import Asker, Role
from storage.reports import reports, verification
from tests.support import world as worlds
from tests.support.world import PEOPLE, SHIFTS

HUMANS = ("minh", "hoa", "lan")
ACCOUNTS = tuple(f"{channel}:{human}" for human in HUMANS for channel in ("telegram", "zalo_bot"))
ACCOUNT = st.sampled_from(ACCOUNTS)
SHIFT = st.sampled_from(("trees", "cleanup"))
PICK = st.integers(0, 50)
LEADS = {"minh": (Role.LEADER, "Đoàn xã Đại Tâm"), "hoa": (Role.ORGANISER, "Tỉnh đoàn Sóc Trăng")}


class Accounts(RuleBasedStateMachine):
    """Three people with two accounts each, all of whom lead at times, and whom they write down."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.person: dict[str, int] = {}  # account: which person it is, of those who have joined
        self.people = 0
        self.confirmed: dict[int, str] = {}  # check-in: the account that was the last to confirm it
        self.reports_confirmed: dict[int, str] = {}

    @initialize()
    def build(self) -> None:
        self.world = worlds.copied(worlds.template(), self.folder / "world.db")
        worlds.act(self.world, "clock 08:00")
        for human in HUMANS:
            self.person[f"telegram:{human}"] = self._another()
        worlds.act(self.world, "make leader lan Đoàn xã Đại Tâm")

    def teardown(self) -> None:
        self.world.close()
        rmtree(self.folder)

    def _another(self) -> int:
        self.people += 1
        return self.people

    # Who ----------------------------------------------------------------------------------------------------------

    def chat(self, tx, account: str):
        channel, _colon, address = account.partition(":")
        return chats.find_or_open(tx, channel, address, "vi")

    def asker(self, tx, account: str) -> Asker | None:
        member_id = self.chat(tx, account).member_id
        member = None if member_id is None else members.by_id(tx, member_id)
        return None if member is None else grants.asker(tx, member)

    def somebody(self, pick: int, states: str = "'entered', 'active'") -> int | None:
        """Somebody of one of the accounts, or whom a leader wrote down."""
        ids = [
            row["id"]
            for row in self.world.rows(
                f"SELECT DISTINCT members.id FROM members LEFT JOIN chats ON chats.member_id = members.id "
                f"WHERE members.state IN ({states}) AND members.name <> '' AND (members.state = 'entered' "
                f"OR chats.channel || ':' || chats.address IN {ACCOUNTS}) ORDER BY members.state, members.id"
            )
        ]
        return int(ids[pick % len(ids)]) if ids else None

    # Accounts -------------------------------------------------------------------------------------------------------

    @rule(account=ACCOUNT)
    def joins_for_itself(self, account: str) -> None:
        """Who has not joined joins, and is given what that human being leads."""
        with self.world.change() as tx:
            if self.asker(tx, account) is not None:
                return
            _channel, name, born, unit, _role = PEOPLE[account.partition(":")[2]]
            joined = members.join(
                tx, name=name, birth_year=born, guardian=None, unit_id=self.world.unit_id(unit), language="vi"
            )
            chats.set_member(tx, self.chat(tx, account).id, joined.id)
            role, over = LEADS.get(account.partition(":")[2], (Role.LEADER, "Đoàn xã Đại Tâm"))
            grants.give(tx, joined.id, role, self.world.unit_id(over))
        self.person[account] = self._another()

    @rule(one=ACCOUNT, pick=PICK)
    def link_to_a_confirmer(self, one: str, pick: int) -> None:
        """Who confirmed something is the one to be linked, so that the rule is tried often."""
        known = sorted({*self.confirmed.values(), *self.reports_confirmed.values()})
        if known:
            self.link(one, known[pick % len(known)])

    @rule(one=ACCOUNT, other=ACCOUNT)
    def link(self, one: str, other: str) -> None:
        with self.world.change() as tx:
            here, there = self.chat(tx, one), self.chat(tx, other)
            same = here.id == there.id or (here.member_id is not None and here.member_id == there.member_id)
            if same or linking.union(tx, here.member_id, there.member_id) is None:
                return
            linking.join(tx, here, there)
        people = {self.person[account] for account in (one, other) if account in self.person}
        stays = min(people)
        self.person |= dict.fromkeys((one, other), stays)
        self.person |= {account: stays for account, person in self.person.items() if person in people}

    @rule(account=ACCOUNT)
    def take_off(self, account: str) -> None:
        alone = [account] == [one for one, person in self.person.items() if person == self.person.get(account)]
        with self.world.change() as tx:
            asker = self.asker(tx, account)
            if asker is None:
                return
            if alone:
                with pytest.raises(OutOfScopeError):
                    linking.take_off(tx, asker, self.chat(tx, account).id)
                return
            linking.take_off(tx, asker, self.chat(tx, account).id)
        del self.person[account]

    @rule(freer=ACCOUNT, account=ACCOUNT)
    def free(self, freer: str, account: str) -> None:
        with self.world.change() as tx:
            asker, owner = self.asker(tx, freer), self.asker(tx, account)
            if asker is None or owner is None:
                return
            try:
                linking.free(tx, asker, owner.member_id)
            except OutOfScopeError:
                return
        assert self.person[freer] != self.person[account], "nobody frees themselves"
        gone = self.person[account]
        self.person = {one: person for one, person in self.person.items() if person != gone}

    @rule(account=ACCOUNT)
    def be_erased(self, account: str) -> None:
        with self.world.change() as tx:
            asker = self.asker(tx, account)
            if asker is None:
                return
            erasure.erase(tx, asker, instead="{}")
        gone = self.person[account]
        self.person = {one: person for one, person in self.person.items() if person != gone}

    @rule()
    def erasures_come_to_their_end(self) -> None:
        worlds.erase_on(self.world)

    # Turns ----------------------------------------------------------------------------------------------------------

    @rule(account=ACCOUNT)
    def write_down(self, account: str) -> None:
        with self.world.change() as tx:
            if (asker := self.asker(tx, account)) is not None:
                members.enter(tx, asker, name="Ai Đó", unit_id=self.world.unit_id("Chi đoàn Ấp Đại Ân"))

    @rule(account=ACCOUNT, pick=PICK, shift=SHIFT)
    def tick(self, account: str, pick: int, shift: str) -> None:
        member_id = self.somebody(pick)
        with self.world.change() as tx:
            asker = self.asker(tx, account)
            if asker is None or member_id is None:
                return
            made = roster.tick_off(tx, asker, campaigns.shift(tx, SHIFTS[shift]), member_id)
        if made is not None:
            self.confirmed[made] = account

    @rule(account=ACCOUNT, shift=SHIFT)
    def check_in_and_report(self, account: str, shift: str) -> None:
        with self.world.change() as tx:
            if (asker := self.asker(tx, account)) is None:
                return
            check_ins.check_in(tx, asker, campaigns.shift(tx, SHIFTS[shift]), proof="code")
            for due in reports.to_report(tx, asker)[:1]:
                reports.save(tx, asker, due.check_in_id, minutes=60, quantities={}, photos=[], note="")

    @rule(account=ACCOUNT, shift=SHIFT)
    def sign_up(self, account: str, shift: str) -> None:
        with self.world.change() as tx:
            if (asker := self.asker(tx, account)) is None:
                return
            sign_ups.take_seat(tx, asker, SHIFTS[shift]) or sign_ups.wait(tx, asker, SHIFTS[shift])

    @rule(account=ACCOUNT, pick=PICK)
    def verify(self, account: str, pick: int) -> None:
        with self.world.change() as tx:
            asker = self.asker(tx, account)
            waiting = [] if asker is None else verification.awaiting(tx, asker)
            if asker is None or not waiting:
                return
            item = waiting[pick % len(waiting)]
            verification.verify(tx, asker, item, minutes=60, quantities={})
        if item.check_in_state == "waiting":
            self.confirmed[item.check_in_id] = account
        if item.report_id is not None:
            self.reports_confirmed[item.report_id] = account

    @rule(account=ACCOUNT, pick=PICK)
    def say_that_is_me(self, account: str, pick: int) -> None:
        entered_id = self.somebody(pick, "'entered'")
        with self.world.change() as tx:
            asker = self.asker(tx, account)
            if asker is None or entered_id is None:
                return
            unit_id = self.world.one("SELECT unit_id FROM members WHERE id = ?", entered_id)
            requests.ask(tx, asker, "same_person", unit_id=unit_id, entered_id=entered_id)

    @rule(account=ACCOUNT, pick=PICK)
    def accept(self, account: str, pick: int) -> None:
        with self.world.change() as tx:
            asker = self.asker(tx, account)
            waiting = [] if asker is None else requests.waiting_for(tx, asker)
            if asker is not None and waiting:
                requests.accept(tx, asker, waiting[pick % len(waiting)].id)

    # What holds -----------------------------------------------------------------------------------------------------

    @invariant()
    def accounts_are_of_one_person_just_where_they_were_linked(self) -> None:
        if not hasattr(self, "world"):
            return
        owners: dict[int, set[str]] = {}
        for row in self.world.rows("SELECT channel, address, member_id FROM chats WHERE member_id IS NOT NULL"):
            if (account := f"{row['channel']}:{row['address']}") in ACCOUNTS:
                owners.setdefault(row["member_id"], set()).add(account)
        wanted: dict[int, set[str]] = {}
        for account, person in self.person.items():
            wanted.setdefault(person, set()).add(account)
        assert sorted(map(sorted, owners.values())) == sorted(map(sorted, wanted.values()))

    @invariant()
    def nobody_has_confirmed_themselves_from_any_account(self) -> None:
        if not hasattr(self, "world"):
            return
        for kind, whose, known in (
            ("check_ins", "check_ins", self.confirmed),
            ("reports", "reports JOIN check_ins ON check_ins.id = reports.check_in_id", self.reports_confirmed),
        ):
            for row in self.world.rows(
                f"SELECT {kind}.id, chats.channel || ':' || chats.address AS account FROM {whose} "
                f"JOIN chats ON chats.member_id = check_ins.member_id WHERE {kind}.state = 'verified'"
            ):
                by = known.get(row["id"])
                assert by != row["account"], f"{kind} {row['id']} was confirmed from {by}, which is their own"

    @invariant()
    def a_turn_counts_once(self) -> None:
        """For each person and shift; and the targets' sums are those of the verified turns."""
        if not hasattr(self, "world"):
            return
        assert not self.world.rows(
            "SELECT 1 FROM check_ins WHERE member_id IS NOT NULL GROUP BY member_id, shift_id HAVING count(*) > 1"
        )
        counted = self.world.one("SELECT coalesce(sum(verified), 0) FROM tallies WHERE quantity = 'turns'")
        there = self.world.one("SELECT count(*) FROM check_ins WHERE state = 'verified'")
        assert counted == there
        for row in self.world.rows(
            "SELECT shifts.seats_taken, (SELECT count(*) FROM sign_ups WHERE sign_ups.shift_id = shifts.id "
            "AND sign_ups.state = 'seated') AS seated FROM shifts"
        ):
            assert row["seats_taken"] == row["seated"]


Accounts.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestAccounts = Accounts.TestCase


# One by one -----------------------------------------------------------------------------------------------------------


def chat_of(tx, account: str):
    channel, _colon, address = account.partition(":")
    return chats.find_or_open(tx, channel, address, "vi")


def join(world, one: str, other: str) -> linking.Joined:
    with world.change() as tx:
        return linking.join(tx, chat_of(tx, one), chat_of(tx, other))


def turns(world, name: str) -> list[str]:
    return [
        row["state"] for row in world.rows("SELECT state FROM check_ins WHERE member_id = ?", world.member(name).id)
    ]


def test_what_was_confirmed_from_an_account_counts_for_nobody_who_takes_it_over(world):
    """Also where an entry that a leader had made turns out to be theirs."""
    worlds.act(world, "clock 08:00")
    join(world, "telegram:minh", "zalo_bot:minh")
    minh, people = world.asker("minh"), (world.member("lan"), world.member("Trần Văn Út"))
    with world.change() as tx:
        for person in people:
            assert roster.tick_off(tx, minh, campaigns.shift(tx, SHIFTS["trees"]), person.id)
        linking.take_off(tx, minh, chat_of(tx, "zalo_bot:minh").id)
    assert join(world, "telegram:lan", "zalo_bot:minh").unconfirmed == 1
    assert turns(world, "lan") == ["waiting"]
    worlds.act(world, "claim to be lan Trần Văn Út")
    hoa = world.asker("hoa")
    with world.change() as tx:
        decision = requests.accept(tx, hoa, requests.waiting_for(tx, hoa)[0].id)
    assert decision is not None
    assert decision.unconfirmed == 1


def test_two_records_that_confirmed_each_other_gain_nothing(world):
    worlds.act(world, "clock 08:00")
    worlds.act(world, "make leader lan Đoàn xã Đại Tâm")
    minh, lan = world.asker("minh"), world.asker("lan")
    with world.change() as tx:
        roster.tick_off(tx, minh, campaigns.shift(tx, SHIFTS["trees"]), lan.member_id)
        roster.tick_off(tx, lan, campaigns.shift(tx, SHIFTS["cleanup"]), minh.member_id)
    assert join(world, "telegram:minh", "telegram:lan").unconfirmed == 2
    assert turns(world, "lan") == ["waiting", "waiting"]
    assert world.one("SELECT coalesce(sum(verified), 0) FROM tallies") == 0


def test_what_a_third_leader_confirmed_stays_confirmed(world):
    worlds.act(world, "check in lan trees")
    worlds.act(world, "verify hoa")
    assert join(world, "telegram:minh", "telegram:lan").unconfirmed == 0
    assert turns(world, "lan") == ["verified"]


def test_everything_of_both_records_is_the_persons(world):
    """Each table that points to people, by the schema: nothing points to the record that went, and nothing was lost."""
    for line in ("sign up an trees", "sign up lan trees", "sign up an trees-tomorrow", "check in an cleanup"):
        worlds.act(world, line)
    worlds.act(world, "make leader an Đoàn xã Đại Tâm")
    lan, an = world.asker("lan"), world.asker("an")
    with world.change() as tx:
        for statement in (
            "INSERT INTO interests VALUES (:an, 'environment')",
            "INSERT INTO unwanted VALUES (:an, 'eve')",
            "INSERT INTO quiet_hours VALUES (:an, '20:00', '06:00')",
            "INSERT INTO digests VALUES (:an, 'daily', '2026-11-22', '2026-11-22', 1)",
            """INSERT INTO target_figures (year, target, place, unit_id, amount, as_of, source, entered_by, entered_at)
            VALUES (2026, 1, 1, 1, 5, '2026-11-22', 'báo cáo', :an, '2026-11-22')""",
            """INSERT INTO audit (at, actor_id, action, subject, detail, member_id)
            VALUES ('2026-11-22', :an, 'rename', 'member', '{}', :an)""",
            "UPDATE members SET entered_by = :an WHERE state = 'entered'",
        ):
            tx.connection.execute(statement, {"an": an.member_id})
    seats = world.shift("trees").seats_left
    join(world, "telegram:lan", "telegram:an")
    tables = [row["name"] for row in world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    left = {
        f"{table}.{key['from']}"
        for table in tables
        for key in world.rows(f"PRAGMA foreign_key_list({table})")
        if key["table"] == "members"
        if world.one(f"SELECT count(*) FROM {table} WHERE {key['from']} = ?", an.member_id)
    }
    assert left == set()
    assert world.one("SELECT count(*) FROM members WHERE id = ?", an.member_id) == 0
    for table, column in (
        ("interests", "member_id"),
        ("unwanted", "member_id"),
        ("quiet_hours", "member_id"),
        ("digests", "member_id"),
        ("grants", "member_id"),
        ("target_figures", "entered_by"),
        ("members", "entered_by"),
        ("check_ins", "member_id"),
    ):
        assert world.one(f"SELECT count(*) FROM {table} WHERE {column} = ?", lan.member_id) == 1, table
    assert world.one("SELECT count(*) FROM audit WHERE actor_id = ? AND action = 'rename'", lan.member_id) == 1
    assert world.one("SELECT count(*) FROM former_names WHERE member_id = ? AND name = 'Lê Văn An'", lan.member_id) == 1
    assert world.shift("trees").seats_left == seats + 1  # the seat that was held twice is free
    assert world.one("SELECT count(*) FROM merging") == 0


def test_the_log_and_the_figures_still_only_grow(world):
    world.connection.execute("INSERT INTO audit (at, actor_id, action, subject, detail) VALUES ('', 1, 'a', 'b', '{}')")
    with pytest.raises(Exception, match="only grows"), world.change() as tx:
        tx.connection.execute("UPDATE audit SET actor_id = 2")


def test_wrong_codes_are_limited_for_each_and_for_all(world):
    with world.change() as tx:
        chat = chat_of(tx, "telegram:lan")
        for left in range(linking.TRIES, 0, -1):
            assert linking.tries_left(tx, chat) == left
            linking.tried(tx, chat)
        assert linking.tries_left(tx, chat) == 0
        other = chat_of(tx, "zalo_bot:lan")
        assert linking.tries_left(tx, other) == linking.TRIES
        chats.set_member(tx, other.id, chat.member_id)
        assert linking.tries_left(tx, chat_of(tx, "zalo_bot:lan")) == 0, "they are the person's, not the account's"
        assert linking.tries_left(tx.at(tx.now + linking.TRIES_WITHIN), chat) == linking.TRIES
        assert not linking.is_closed(tx)
        for number in range(linking.ALL_TRIES):
            linking.tried(tx, chat_of(tx, f"telegram:stranger{number}"))
        assert linking.is_closed(tx)
        later = tx.at(tx.now + linking.ALL_WITHIN + timedelta(seconds=1))
        assert not linking.is_closed(later)
        while linking.forget_old(later):
            pass
    assert world.one("SELECT count(*) FROM link_tries") == 0


def test_a_code_is_kept_as_a_hash_and_works_once_for_ten_minutes_for_the_first_who_types_it(world):
    with world.change() as tx:
        shown, typed, third = (chat_of(tx, one) for one in ("telegram:lan", "zalo_bot:lan", "zalo_bot:x"))
        first = linking.make(tx, shown.id)
        code = linking.make(tx, shown.id)
        assert linking.find(tx, first) is None, "a newer one voids it"
        found = linking.find(tx, f" {code[:4].upper()} {code[4:]} ")
        assert found is not None
        assert linking.find(tx.at(tx.now + linking.CODE_LASTS), code) is None
        assert linking.offered(tx, shown.id) is None
        assert linking.offer(tx, found, typed.id)
        assert not linking.offer(tx, found, third.id), "who typed it first is not overwritten"
        assert linking.find(tx, code) is None
        offered = linking.offered(tx, shown.id)
        assert offered is not None
        assert offered.other_id == typed.id
        assert linking.use(tx, offered)
        assert not linking.use(tx, offered)
        assert linking.offered(tx, shown.id) is None
    assert not world.rows("SELECT * FROM chats WHERE channel = 'zalo_bot' AND member_id IS NOT NULL")
    assert code not in str(world.rows("SELECT * FROM link_codes"))


@pytest.mark.parametrize(
    ("freer", "member", "may"),
    [("hoa", "lan", True), ("hoa", "minh", True), ("minh", "lan", False), ("lan", "an", False), ("hoa", "hoa", False)],
)
def test_an_organiser_frees_those_below_and_nobody_with_more_rights(world, freer: str, member: str, may: bool):
    asker, whose = world.asker(freer), world.member(member)
    with world.change() as tx:
        if not may:
            with pytest.raises(OutOfScopeError):
                linking.free(tx, asker, whose.id)
            return
        code = linking.find(tx, linking.free(tx, asker, whose.id))
        assert code is not None
        assert chats.of_member(tx, whose.id) == []
        assert not linking.may_take(tx, code, chat_of(tx, f"telegram:{freer}")), "nor does who freed them take it"
        assert linking.may_take(tx, code, chat_of(tx, "zalo_bot:new"))
    assert world.rows("SELECT actor_id, member_id FROM audit WHERE action = 'free_accounts'") == [
        {"actor_id": asker.member_id, "member_id": whose.id}
    ]


def test_an_administrator_is_freed_by_an_administrator_alone(world):
    worlds.act(world, "make admin an Tỉnh đoàn Sóc Trăng")
    hoa, an = world.asker("hoa"), world.asker("an")
    with world.change() as tx:
        with pytest.raises(OutOfScopeError):
            linking.free(tx, hoa, an.member_id)
        assert linking.freeable(tx, hoa, "Lê Văn An", 10) == []
        linking.free(tx, an, hoa.member_id)


# Where notices go -----------------------------------------------------------------------------------------------------


def accounts(world, *names: str) -> None:
    """Lan's accounts, the last one heard from last."""
    for name in names:
        worlds.act(world, "clock +1m")
        worlds.act(world, f"link lan {name}")


def queued(tx, chat, key: str = "k", **more):
    return outbox.queue(tx, chat, key=key, kind="notice", body='{"kind": "x"}', lane=outbox.NOTICE, **more)


def where(world, key: str) -> list[tuple[str, str]]:
    """The rows of a notice, and how each ended, the first one first."""
    return [
        (row["address"], row["state"])
        for row in world.rows(
            "SELECT chats.address, outbox.state FROM outbox JOIN chats ON chats.id = chat_id "
            "WHERE key = ? OR key LIKE ? ORDER BY outbox.id",
            key,
            f"{key}!%",
        )
    ]


def test_a_notice_goes_where_one_chose_then_where_one_was_heard_last(world):
    lan = world.member("lan")
    accounts(world, "zalo_bot:b", "web:c")
    with world.change() as tx:
        a, b, c = (chat_of(tx, one).id for one in ("telegram:lan", "zalo_bot:b", "web:c"))
        order = lambda: [chat.id for chat in chats.of_member(tx, lan.id)]  # noqa: E731
        assert order() == [c, b, a]
        chats.choose(tx, lan.id, a)
        assert order() == [a, c, b]
        recipients = "SELECT chat_id FROM recipients WHERE member_id = ?"
        for blocked, best in ((None, a), (a, c), (c, b)):
            if blocked is not None:
                chats.set_blocked(tx, blocked)
            assert chats.reachable(tx, lan.id).id == best
            assert [row["chat_id"] for row in tx.connection.execute(recipients, (lan.id,))] == [best]
        chats.set_blocked(tx, b)
        assert chats.reachable(tx, lan.id) is None
        assert not tx.connection.execute(recipients, (lan.id,)).fetchall()


def test_what_fails_for_good_goes_to_the_next_account_until_there_is_none(world):
    accounts(world, "zalo_bot:b", "web:c")
    with world.change() as tx:
        row = queued(tx, chats.reachable(tx, world.one("SELECT member_id FROM chats WHERE address = 'lan'")))
        until = tx.now + timedelta(hours=1)
        tx.connection.execute("UPDATE outbox SET useful_until = ?, attempts = 7", (until,))
        (second,) = outbox.mark_failed(tx, row.id, "given up")
        assert (second.key, second.useful_until, second.attempts) == ("k", until, 0)
        (third,) = outbox.address_gone(tx, second.chat_id)
        assert outbox.mark_failed(tx, third.id, "given up") == []
    assert where(world, "k") == [("c", "failed"), ("b", "cancelled"), ("lan", "failed")]


def test_a_reply_stays_in_its_chat_and_what_was_sent_is_sent_once(world):
    accounts(world, "zalo_bot:b")
    with world.change() as tx:
        chat = chat_of(tx, "zalo_bot:b")
        outbox.queue(tx, chat, key="reply", kind="reply", body="{}")
        sent = queued(tx, chat, "sent")
        outbox.mark_sent(tx, sent.id, "1")
        waiting = queued(tx, chat, "waiting")
        assert [row.key for row in outbox.address_gone(tx, chat.id)] == ["waiting"]
        assert queued(tx, chat, "waiting") is None, "once per key still holds"
        assert outbox.mark_failed(tx, sent.id, "too late to fail") == []
    assert where(world, "reply") == [("b", "cancelled")]
    assert where(world, "sent") == [("b", "sent")]
    assert where(world, "waiting") == [("b", "cancelled"), ("lan", "waiting")]
    assert waiting is not None


def test_an_account_that_is_taken_off_hands_on_what_waits_there(world):
    accounts(world, "zalo_bot:b")
    lan = world.asker("lan")
    with world.change() as tx:
        queued(tx, chat_of(tx, "zalo_bot:b"))
        assert [row.address for row in linking.take_off(tx, lan, chat_of(tx, "zalo_bot:b").id)] == ["lan"]
    assert where(world, "k") == [("b", "cancelled"), ("lan", "waiting")]


def test_an_announcement_that_goes_on_to_the_next_account_is_counted_once(world):
    accounts(world, "zalo_bot:b")
    with world.change() as tx:
        tx.connection.execute(
            "INSERT INTO broadcasts (id, unit_id, body, state, created_at, changed_at, said_at, at) "
            "VALUES (7, 1, '{}', 'sending', ?, ?, ?, ?)",
            (tx.now,) * 4,
        )
        row = queued(tx, chat_of(tx, "zalo_bot:b"), "broadcast:7:member-1")
        tx.connection.execute("UPDATE outbox SET broadcast_id = 7")
        outbox.mark_failed(tx, row.id, "given up")
        counts = list(tx.connection.execute("SELECT state, count(*) AS n FROM outbox WHERE broadcast_id = 7"))
    assert counts == [{"state": "waiting", "n": 1}]


def test_an_erasure_reaches_all_accounts(world):
    accounts(world, "zalo_bot:b", "web:c")
    lan = world.asker("lan")
    with world.change() as tx:
        chats.choose(tx, lan.member_id, chat_of(tx, "zalo_bot:b").id)
        queued(tx, chat_of(tx, "zalo_bot:b"))
        erasure.erase(tx, lan, instead="{}")
    worlds.erase_on(world)
    assert world.one("SELECT count(*) FROM chats WHERE member_id IS NOT NULL AND address IN ('lan', 'b', 'c')") == 0
    assert world.one("SELECT count(*) FROM chats WHERE chosen = 1") == 0
    assert world.one("SELECT count(*) FROM outbox WHERE state = 'waiting' AND key = 'k'") == 0
