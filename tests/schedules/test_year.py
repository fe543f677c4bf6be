"""A year in a minute: 2026 for 500 members, 30 leaders and 40 shifts, with a bot that is killed, and off, at random.

The schedule works on a real database. Beside it stands an oracle that shares no code with it: plain loops over days and
people, straight from the rules in prose (each is quoted above its line). At the end every notice that the oracle says
was due exists exactly once, with its end state, and no other does. `pytest -n0 -s … test_year.py` prints the year.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from handlers.campaigns import notices as campaign_notices
from handlers.reports import verify as verifying
from handlers.reports.verify_words import Figures
from schedules.due import digests as leaders_digests
from schedules.due import due
from schedules.plan import plan
from storage.attendance import check_ins
from storage.campaigns import campaigns, sign_ups
from storage.database import transaction
from storage.database_file import connect
from storage.messages import chats, outbox
from storage.organisation import grants, units
from storage.people import members
from storage.plan import plan_items
from storage.plan.plan_items import Dates
from storage.records import Role
from storage.reminders import digests as kept_digests
from storage.reminders import reminders
from storage.reports import verification
from storage.schema import migrate

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
# "Quiet hours, 21:00 to 06:30 unless chosen otherwise": what people here choose.
CHOSEN = [
    ("22:00", "06:00"),
    ("20:00", "08:00"),
    ("00:00", "05:00"),
    ("06:00", "06:45"),
    ("19:30", "07:30"),
    ("12:00", "12:00"),
]
# "Each person chooses which of the moments they want"; of a shift moved or cancelled they hear all the same.
CHOOSABLE = [
    "anniversary",
    "prepare",
    "week-before",
    "eve",
    "opening",
    "day-before",
    "two-hours-before",
    "check-in-opens",
    "report",
    "report-again",
    "everything",
]
LUNAR_2026 = {(1, 1): date(2026, 2, 17), (10, 3): date(2026, 4, 26)}
LUNAR_2027 = {(1, 1): date(2027, 2, 6), (10, 3): date(2027, 4, 16)}


def at(day: date, text: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(text), tzinfo=VIETNAM).astimezone(UTC)


def day_of(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


@lru_cache(maxsize=100_000)
def clock_of(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%H:%M")


class KilledError(Exception):
    """The bot's process ended here."""


# The world, as the oracle knows it -----------------------------------------------------------------------------------


@dataclass
class Digested:
    """What is known of a leader's digest: how often, the last day it was looked at, and until when it has told."""

    rhythm: str
    looked: date
    told: datetime
    told_sign_up: int


@dataclass
class Caused:
    """A notice of what somebody else has just done."""

    key: str
    person: int
    due: datetime
    other_chat: bool  # it goes to their older chat, for they had blocked the newer one


@dataclass
class Person:
    id: int
    branch: tuple[int, ...]  # the ids of their unit and those above
    leads: tuple[int, ...] = ()  # the ids of the unit they lead and those above
    active: bool = True
    quiet: tuple[str, str] = ("21:00", "06:30")
    unwanted: set[str] = field(default_factory=set)
    other_chat: bool = False  # an older one, on another channel
    blocked: bool = False  # at the vendor's, as the person sees it
    known_blocked: bool = False  # as the bot knows it
    digest: Digested | None = None

    def asleep(self, moment: datetime) -> bool:
        clock = clock_of(moment)
        begins, ends = self.quiet
        return begins <= clock < ends if begins <= ends else (clock >= begins or clock < ends)


@dataclass
class Shift:
    id: int
    starts: datetime
    ends: datetime
    cancelled: bool = False
    seats: dict[int, datetime] = field(default_factory=dict)  # person -> since when
    waits: dict[int, datetime] = field(default_factory=dict)
    here: dict[int, datetime] = field(default_factory=dict)
    reported: set[int] = field(default_factory=set)
    verified: set[int] = field(default_factory=set)  # whose check-in a leader has verified
    settled: set[int] = field(default_factory=set)  # … and whose report
    reported_at: dict[int, datetime] = field(default_factory=dict)
    signed: dict[int, tuple[int, datetime]] = field(default_factory=dict)  # person -> which sign-up of all, and when
    capacity: int = 15
    skipped: set[str] = field(default_factory=set)  # what a move has said instead


@dataclass
class Item:
    id: int
    kind: str
    title: str
    day: int | None = None
    month: int | None = None
    year: int | None = None
    lunar: bool = False
    starts: date | None = None
    off: bool = False
    unit: int | None = None

    def days(self) -> list[date]:
        if self.starts:
            return [self.starts]
        if self.day is None or self.month is None:
            return []
        if self.lunar:
            return [LUNAR_2026[self.day, self.month], LUNAR_2027[self.day, self.month]]
        return [date(year, self.month, self.day) for year in (2026, 2027)]


@dataclass
class Said:
    """One thing to be said, as the rules have it."""

    key: tuple[str, str]  # subject, moment
    moment: datetime
    until: datetime
    who: str
    shift: Shift | None = None
    unit: int | None = None
    before: bool = False
    must: bool = False
    urgent: bool = False


@dataclass
class Oracle:
    people: dict[int, Person] = field(default_factory=dict)
    shifts: dict[int, Shift] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    changes: list[Said] = field(default_factory=list)
    began: datetime | None = None
    last_tick: datetime | None = None
    looks: dict[tuple[str, str], datetime | None] = field(default_factory=dict)  # the next look at each; None: closed
    notices: dict[tuple[str, str, int], str] = field(default_factory=dict)  # subject, moment, person -> end state
    refusals: int = 0  # how often somebody who had blocked us was first written to
    signed_up: int = 0  # how many sign-ups there were
    pending: list[Caused] = field(default_factory=list)
    others: dict[str, str] = field(default_factory=dict)  # key of a digest, or of what was caused -> end state
    host: tuple[int, ...] = ()  # the unit that runs the shifts, and those above it
    leaders_of: dict[int, set[int]] = field(default_factory=dict)  # unit -> who leads it
    has_below: set[int] = field(default_factory=set)  # units that have units below

    # What there is to say ---------------------------------------------------------------------------------------------

    def sayings(self, now: datetime):
        for item in self.items.values():
            if not item.off and item.kind != "drive":
                for day in item.days():
                    if abs((day - day_of(now)).days) < 60:
                        yield from self.of_item(item, day)
        for shift in self.shifts.values():
            if not shift.cancelled and abs(shift.ends - now) < 40 * DAY:
                yield from self.of_shift(shift)
        yield from (one for one in self.changes if one.until > now - 40 * DAY)

    def of_item(self, item: Item, day: date):
        subject = f"item-{item.id}@{day}"
        seven, midnight = at(day, "07:00"), at(day, "00:00")
        if item.kind == "anniversary":
            # Members hear of it "on the day at 07:00"; useful until the day is over.
            yield Said((subject, "anniversary"), seven, midnight + DAY, "everyone", unit=item.unit)
            # Leaders hear of it "a week before (round ones a month before)"; useful until the day begins.
            years = day.year - item.year if item.year else 1
            earlier = day.replace(day=1) - DAY if years % 5 == 0 else day - 7 * DAY
            if years % 5 == 0:
                earlier = earlier.replace(day=min(day.day, earlier.day))
            yield Said((subject, "prepare"), at(earlier, "07:00"), midnight, "leaders", unit=item.unit)
        else:
            # Everybody hears "a week before, the day before, the opening day"; each is useful until the next.
            yield Said((subject, "week-before"), seven - 7 * DAY, seven - DAY, "everyone", unit=item.unit)
            yield Said((subject, "eve"), seven - DAY, midnight, "everyone", unit=item.unit)
            yield Said((subject, "opening"), seven, midnight + DAY, "everyone", unit=item.unit)

    def of_shift(self, shift: Shift):
        subject = f"shift-{shift.id}@{shift.starts.astimezone(VIETNAM):%Y-%m-%dT%H:%M}"
        asked = shift.ends + 30 * MINUTE
        for moment, when, until, who, before in (
            # Who has a seat hears of it "the day before, two hours before, when check-in opens".
            ("day-before", at(day_of(shift.starts) - DAY, "18:00"), shift.starts - 30 * MINUTE, "seated", True),
            ("two-hours-before", shift.starts - 2 * HOUR, shift.starts - 30 * MINUTE, "seated", True),
            ("check-in-opens", shift.starts - 30 * MINUTE, shift.ends, "seated", True),
            # Who was there is asked "what you did, once more two days later, then never again".
            ("report", asked, asked + 2 * DAY, "here", False),
            ("report-again", asked + 2 * DAY, asked + 5 * DAY, "here", False),
        ):
            if f"{subject}:{moment}" not in shift.skipped:
                yield Said((subject, moment), when, until, who, shift, before=before)

    # Who is told ------------------------------------------------------------------------------------------------------

    def entitled(self, said: Said, person: Person, since: datetime) -> bool:  # noqa: PLR0911 - a rule each
        # "blocked people and people who have not consented get nothing"; who blocked one chat is told over the other
        if not person.active or (person.known_blocked and not person.other_chat):
            return False
        # "each person chooses what, or nothing"; of a shift moved or cancelled they hear all the same
        if not said.must and person.unwanted & {said.key[1], "everything"}:
            return False
        match said.who:
            case "everyone":
                return said.unit is None or said.unit in person.branch
            case "leaders":
                return bool(person.leads) and (said.unit is None or said.unit in person.leads)
            case "seated":
                return said.shift.seats.get(person.id, since + DAY) <= since
            case "signed_up":
                held = said.shift.seats.get(person.id) or said.shift.waits.get(person.id)
                return held is not None and held <= since
            case "here":
                was = said.shift.here.get(person.id)
                return was is not None and was <= since and person.id not in said.shift.reported

    def tick(self, now: datetime) -> None:
        self.began = self.began or now
        told: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
        for said in list(self.sayings(now)):
            self.look(said, now, told)
        # a look at something that has been switched off, moved or cancelled meanwhile closes it
        still = {said.key for said in self.sayings(now)}
        for key, next_look in self.looks.items():
            if next_look is not None and next_look <= now and key not in still:
                self.looks[key] = None
        self.last_tick = now
        self.go_out(now, told)

    def go_out(self, now: datetime, told) -> None:
        """What was told now, the digests that are due, and what others did, goes out; or nowhere."""
        digests = dict(self.digests(now))
        sent = [one for one in self.pending if one.due <= now]
        for person_id in {*told, *digests, *(one.person for one in sent)}:
            person = self.people[person_id]
            newest = (
                person_id in told
                or person_id in digests
                or any(one.person == person_id and not one.other_chat for one in sent)
            )
            refused = person.blocked and not person.known_blocked and newest
            for key in told.get(person_id, ()):
                self.notices[key] = "gone" if refused else "sent"
            if person_id in digests:
                self.others[digests[person_id]] = "gone" if refused else "sent"
            for one in [one for one in self.pending if one.person == person_id]:
                if refused and not one.other_chat:  # what waits for the morning goes nowhere either
                    self.others[one.key] = "gone"
                    self.pending.remove(one)
                elif one.due <= now:
                    self.others[one.key] = "sent"
                    self.pending.remove(one)
            if refused:
                person.known_blocked = True
                self.refusals += 1

    # What others have done -------------------------------------------------------------------------------------------

    def caused(
        self, key: str, person_id: int, now: datetime, *, begins: datetime | None = None, ends: datetime | None = None
    ) -> None:
        """Told "at once, but in quiet hours only where it cannot wait": of a shift that is on, or soon after."""
        person = self.people[person_id]
        if not person.active or (person.known_blocked and not person.other_chat):
            return
        over = next_clock(person.quiet[1], now) if person.asleep(now) else now
        waits = begins is None or begins >= over + 2 * HOUR or (ends is not None and ends <= now)
        self.pending.append(Caused(key, person_id, over if waits else now, person.known_blocked))

    # Digests ---------------------------------------------------------------------------------------------------------

    def digests(self, now: datetime):
        """(leader, key) of each digest that goes out now."""
        day = day_of(now - 7 * HOUR)  # "a day of digests lasts from 07:00 to 07:00"
        for person in self.people.values():
            if not person.leads or not person.active:
                continue
            if person.digest is None:
                person.digest = Digested("usual", day, now, self.signed_up)
        for person in self.people.values():
            known = person.digest
            if known is None or known.rhythm == "off" or (person.known_blocked and not person.other_chat):
                continue
            if known.looked >= day or person.asleep(now):
                continue
            slot = self.slot(person, known, day)
            known.looked = day
            if slot is None or slot[1] < now:
                continue
            key = f"digest:member-{person.id}:{slot[0]}"
            if key in self.others or not self.is_news(person, known, now, weekly=slot[0].weekday() == 0):
                continue
            known.told, known.told_sign_up = now, self.signed_up
            yield person.id, key

    def slot(self, person: Person, known: Digested, day: date) -> tuple[date, datetime] | None:
        """ "Mondays, and every day while a campaign of theirs runs"; a Monday "is made up for until Wednesday"."""
        monday = day - day.weekday() * DAY
        daily = known.rhythm == "daily" or (known.rhythm == "usual" and self.runs(person, day))
        if known.looked < monday and day <= monday + 2 * DAY:
            return (day if daily else monday), at(monday + 3 * DAY, "07:00")
        return (day, at(day + DAY, "07:00")) if daily else None

    def runs(self, person: Person, day: date) -> bool:
        """ "A shift yesterday, today or tomorrow", of their campaigns or with their people on it."""
        first, last = at(day - DAY, "00:00"), at(day + 2 * DAY, "00:00")
        return any(
            not shift.cancelled
            and shift.ends > first
            and shift.starts < last
            and (self.leads_host(person) or any(self.theirs(person, one) for one in {**shift.seats, **shift.waits}))
            for shift in self.shifts.values()
        )

    def leads_host(self, person: Person) -> bool:
        return person.leads[-1] in self.host

    def theirs(self, leader: Person, person_id: int) -> bool:
        return leader.leads[-1] in self.people[person_id].branch

    def is_news(self, person: Person, known: Digested, now: datetime, *, weekly: bool) -> bool:
        """Who signed up, who came and who did not, what waits, which seats are free before the next digest."""
        since = max(known.told, now - 31 * DAY)
        taking_place = [shift for shift in self.shifts.values() if not shift.cancelled]
        seen = lambda one: self.leads_host(person) or self.theirs(person, one)  # noqa: E731
        new = any(
            number > known.told_sign_up and now - 31 * DAY < when <= now and one != person.id and seen(one)
            for shift in taking_place
            for one, (number, when) in shift.signed.items()
            if one in shift.seats or one in shift.waits
        )
        over = [shift for shift in taking_place if since < shift.ends <= now]
        past = any(seen(one) for shift in over for one in {**shift.seats, **shift.here})
        waiting = [(shift, one) for shift in self.shifts.values() for one in shift.here if self.waits(shift, one)]
        to_decide = any(one != person.id and seen(one) for _shift, one in waiting)
        soon = now + (7 * DAY if weekly else DAY)
        free = self.leads_host(person) and any(
            now < shift.starts <= soon and len(shift.seats) < shift.capacity for shift in taking_place
        )
        undated = (
            weekly
            and person.id in self.organisers
            and any(
                item.kind != "drive" and not item.off and item.day is None and item.starts is None
                for item in self.items.values()
            )
        )
        return new or past or to_decide or free or undated or self.left_waiting(person, waiting, now)

    organisers: set[int] = field(default_factory=set)

    @staticmethod
    def waits(shift: Shift, one: int) -> bool:
        return one not in shift.verified or (one in shift.reported and one not in shift.settled)

    def left_waiting(self, person: Person, waiting, now: datetime) -> bool:
        """Units below whose leaders "left something waiting for three days": the nearest leader's, up from its unit."""
        if person.leads[-1] not in self.has_below:
            return False
        for shift, one in waiting:
            since = shift.reported_at[one] if one in shift.reported_at else shift.here[one]
            led = next((unit for unit in reversed(self.people[one].branch) if self.leaders_of.get(unit)), None)
            if since < now - 3 * DAY and led is not None and self.theirs(person, one):
                chain = self.people[one].branch
                below = chain.index(led) >= chain.index(person.leads[-1])
                if below and person.id not in self.leaders_of[led]:
                    return True
        return False

    def look(self, said: Said, now: datetime, told) -> None:  # noqa: C901 - told from the top to the bottom
        if said.key in self.looks and ((looks := self.looks[said.key]) is None or looks > now):
            return
        windows = {person.quiet for person in self.people.values()} | {("21:00", "06:30")}
        # "a shift notice that would fall into quiet hours goes before them": ten minutes before they begin
        ahead = [self.before(quiet, said.moment) for quiet in windows if said.before and covers(quiet, said.moment)]
        if said.key not in self.looks:
            if min([said.moment, *ahead]) > now or said.moment < self.began:
                return
            # "a bot that was off sends late what still helps and records the rest as missed"
            if said.until < now and self.last_tick is not None and said.moment <= self.last_tick:
                return
            if said.until < now and self.last_tick is None:
                return
            self.looks[said.key] = now
        too_late = now > said.until
        since = min(now, said.moment)
        for person in self.people.values():
            key = (*said.key, person.id)
            if key in self.notices or any(key == other for other in told.get(person.id, ())):
                continue
            early = now < said.moment and not (
                covers(person.quiet, said.moment) and self.before(person.quiet, said.moment) <= now
            )
            quiet = person.asleep(now) and not said.urgent and not too_late
            if early or quiet or not self.entitled(said, person, since):
                continue
            if too_late:
                self.notices[key] = "missed"
            else:
                told[person.id].append(key)
        # whoever has quiet hours now is looked at again when somebody's end, until they have all ended
        if now < said.moment:
            self.looks[said.key] = min([said.moment, *(one for one in ahead if one > now)])
        else:
            ends = [next_clock(quiet[1], now) for quiet in windows if covers(quiet, now)]
            self.looks[said.key] = min(ends) if ends and not said.urgent and not too_late else None

    @staticmethod
    def before(quiet: tuple[str, str], moment: datetime) -> datetime:
        begun = at(day_of(moment), quiet[0])
        return (begun if begun <= moment else begun - DAY) - 10 * MINUTE


def covers(quiet: tuple[str, str], moment: datetime) -> bool:
    return Person(0, (), quiet=quiet).asleep(moment)


def next_clock(clock: str, now: datetime) -> datetime:
    today = at(day_of(now), clock)
    return today if today > now else today + DAY


# The world, as the database has it -----------------------------------------------------------------------------------


class Year:
    """Builds the world, lets things happen in it, and keeps the oracle informed of what happened."""

    def __init__(self, path, seed: int) -> None:
        self.path, self.random, self.oracle = path, random.Random(seed), Oracle()
        self.connection = self.open()
        migrate(self.connection)
        self.now = at(FIRST - 20 * DAY, "08:00")
        self.chats: dict[int, int] = {}
        self.people: list[int] = []
        self.organiser = None
        with self.change() as tx:
            self.settle(tx)
            plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
            for item in plan_items.managed_by(tx, self.organiser):
                self.know(item)
            self.announce(tx)

    def open(self):
        connection = connect(self.path)
        connection.execute("PRAGMA synchronous = OFF")  # the kills here are ours, not the power's
        return connection

    def close(self):
        self.connection.close()

    def change(self, now: datetime | None = None):
        return transaction(self.connection, now or self.now)

    def settle(self, tx) -> None:
        root = units.add(tx, None, "province", "Tỉnh đoàn")
        districts = [units.add(tx, root, "district", f"Huyện {n}") for n in range(3)]
        branches = [units.add(tx, self.random.choice(districts), "branch", f"Chi đoàn {n}") for n in range(25)]
        self.districts = [district.id for district in districts]
        self.oracle.has_below = {root.id, *(branch.parent_id for branch in branches)}
        for n in range(500):
            unit = self.random.choice(branches)
            chain = tuple(int(part) for part in unit.path.split(".") if part)
            if n % 50 == 49:  # "entered people have not consented"
                entered = members.enter(tx, None, name=f"Người {n}", unit_id=unit.id)
                self.oracle.people[entered.id] = Person(entered.id, chain, active=False)
                continue
            member = members.join(tx, name=f"Người {n}", birth_year=2000, guardian=None, unit_id=unit.id, language="vi")
            person = self.oracle.people[member.id] = Person(member.id, chain)
            if n % 70 == 69:
                person.active = False  # joined, and has no chat any more
            else:
                self.chats[member.id] = self.chat(tx, member.id, f"tg{n}")
                self.people.append(member.id)
            if n < 30:
                held = root if n < 3 else self.random.choice([*districts, *branches])
                grants.give(tx, member.id, Role.ORGANISER if n < 3 else Role.LEADER, held.id)
                person.leads = tuple(int(part) for part in held.path.split(".") if part)
                self.oracle.leaders_of.setdefault(held.id, set()).add(member.id)
                if n < 3:
                    self.oracle.organisers.add(member.id)
            if n == 0:
                self.organiser, self.oracle.host = grants.asker(tx, member), chain

    def chat(self, tx, member_id: int, address: str) -> int:
        if self.random.random() < 0.1:  # an older chat on another channel, which is not the one to use
            chats.set_member(tx, chats.find_or_open(tx.at(tx.now - DAY), "zalo", address, "vi").id, member_id)
            self.oracle.people[member_id].other_chat = True
        row = chats.find_or_open(tx, "telegram", address, "vi")
        chats.set_member(tx, row.id, member_id)
        return row.id

    def know(self, item) -> None:
        self.oracle.items[item.id] = Item(
            item.id,
            item.kind,
            item.title,
            item.day,
            item.month,
            item.year,
            item.lunar,
            item.starts_on,
            item.off,
            item.unit_id,
        )

    def announce(self, tx) -> None:
        made = campaigns.add(tx, unit_id=self.organiser.unit_id, title="Trồng cây", about="", field="bảo vệ môi trường")
        for _n in range(40):
            day = FIRST + self.random.randrange(5, 360) * DAY
            clock = self.random.choice(
                ["05:00", "06:00", "07:00", "07:30", "08:00", "13:00", "14:00", "18:00", "19:30", "22:00"]
            )
            starts = at(day, clock)
            ends = starts + self.random.choice([2, 3, 4]) * HOUR
            shift = campaigns.add_shift(
                tx,
                campaign_id=made.id,
                host_unit_id=self.organiser.unit_id,
                starts_at=starts,
                ends_at=ends,
                capacity=15,
            )
            self.oracle.shifts[shift.id] = Shift(shift.id, starts, ends)

    # What happens -----------------------------------------------------------------------------------------------------

    def events(self):
        """(moment, what happens), over the year; each also tells the oracle."""
        events = []
        for shift in self.oracle.shifts.values():
            for person in self.random.sample(self.people, 24):
                early = shift.starts - self.random.uniform(0.02, 9) * DAY
                events.append((early, self.signs_up, (shift.id, person)))
                if self.random.random() < 0.15:
                    events.append((early + self.random.uniform(0, 3) * DAY, self.gives_up, (shift.id, person)))
                elif self.random.random() < 0.8:
                    events.append((shift.starts + 10 * MINUTE, self.checks_in, (shift.id, person)))
                    if self.random.random() < 0.6:
                        late = shift.ends + self.random.uniform(0, 3) * DAY
                        events.append((late, self.reports, (shift.id, person)))
            if self.random.random() < 0.25:
                change = shift.starts - self.random.uniform(0.1, 4) * DAY
                events.append((change, self.random.choice([self.moves, self.cancels]), (shift.id,)))
        for _n in range(250):
            day = FIRST + self.random.randrange(365) * DAY
            moment = at(day, f"{self.random.randrange(24):02}:{self.random.randrange(60):02}")
            happens = self.random.choice([self.blocks, self.blocks, self.chooses_hours, self.chooses_moments])
            person = self.random.choice(self.people)
            events.append((moment, happens, (person,)))
            if happens == self.blocks:
                events.append((moment + self.random.uniform(1, 60) * DAY, self.comes_back, (person,)))
        events += self.leaders_events()
        events += [(moment, self.plans, (number,)) for number, moment in enumerate(self.planned())]
        return sorted(events, key=lambda one: one[0])

    def leaders_events(self):
        """What leaders decide, and how often they want their digest."""
        for shift in self.oracle.shifts.values():
            for _n in range(3):
                yield shift.ends + self.random.uniform(0, 6) * DAY, self.decides, (shift.id,)
        for _n in range(40):
            moment = at(FIRST + self.random.randrange(2, 365) * DAY, "12:00")
            yield moment, self.chooses_digests, (self.random.choice(self.people[:28]),)

    def signs_up(self, now, shift_id, person) -> None:
        shift = self.oracle.shifts[shift_id]
        if shift.cancelled or now >= shift.starts:
            return
        with self.change(now) as tx:
            asker = grants.asker(tx, members.by_id(tx, person))
            seated = sign_ups.take_seat(tx, asker, shift_id)
            if seated is None:
                sign_ups.wait(tx, asker, shift_id)
        if person not in shift.seats and person not in shift.waits:
            (shift.seats if seated else shift.waits)[person] = now
            self.oracle.signed_up += 1
            shift.signed[person] = self.oracle.signed_up, now

    def gives_up(self, now, shift_id, person) -> None:
        shift = self.oracle.shifts[shift_id]
        with self.change(now) as tx:
            asker = grants.asker(tx, members.by_id(tx, person))
            held = next((one for one in sign_ups.of_member(tx, asker) if one.shift_id == shift_id), None)
            if held is None:
                return
            moved = sign_ups.cancel(tx, asker, held.id)
            if moved:
                campaign_notices.tell_moved_up(SimpleNamespace(tx=tx, also=[]), moved)
        shift.seats.pop(person, None)
        shift.waits.pop(person, None)
        if moved:
            shift.waits.pop(moved.member_id)
            shift.seats[moved.member_id] = now
            self.oracle.caused(f"notice:moved_up:{moved.id}", moved.member_id, now, begins=shift.starts)

    def decides(self, now, shift_id) -> None:
        """The organiser verifies some of a shift's check-ins, each with its report if there is one."""
        shift = self.oracle.shifts[shift_id]
        with self.change(now) as tx:
            items = [one for one in verification.awaiting(tx, self.organiser) if one.shift_id == shift_id]
            for item in items[:4]:
                verification.verify(tx, self.organiser, item, minutes=60, quantities={})
                verifying.tell(SimpleNamespace(tx=tx, also=[]), item, Figures(60, {}, {}, {}))
                shift.verified.add(item.member_id)
                if item.member_id in shift.reported:
                    shift.settled.add(item.member_id)
                self.oracle.caused(
                    f"notice:decided:{item.key}", item.member_id, now, begins=shift.starts, ends=shift.ends
                )

    def chooses_digests(self, now, person) -> None:
        rhythm = self.random.choice(["usual", "weekly", "daily", "off"])
        known = self.oracle.people[person].digest
        if known is None:
            return
        with self.change(now) as tx:
            asker = grants.asker(tx, members.by_id(tx, person))
            kept_digests.set_rhythm(tx, asker, rhythm, leaders_digests.day_of(now))
        self.oracle.people[person].digest = replace(known, rhythm=rhythm)

    def checks_in(self, now, shift_id, person) -> None:
        shift = self.oracle.shifts[shift_id]
        if shift.cancelled or not shift.starts <= now <= shift.ends:
            return
        with self.change(now) as tx:
            asker = grants.asker(tx, members.by_id(tx, person))
            check_ins.check_in(tx, asker, campaigns.shift(tx, shift_id), proof="code")
        shift.here.setdefault(person, now)

    def reports(self, now, shift_id, person) -> None:
        shift = self.oracle.shifts[shift_id]
        if person not in shift.here:
            return
        with self.change(now) as tx:
            tx.connection.execute(
                "INSERT INTO reports (check_in_id, minutes_claimed, state, reported_at) "
                "SELECT id, 60, 'waiting', ? FROM check_ins WHERE shift_id = ? AND member_id = ?"
                "ON CONFLICT DO NOTHING",
                (now, shift_id, person),
            )
        if person not in shift.reported:
            shift.reported_at[person] = now
        shift.reported.add(person)

    def moves(self, now, shift_id) -> None:
        shift = self.oracle.shifts[shift_id]
        later = shift.starts + self.random.choice([-6, 1, 5, 24, 72]) * HOUR
        if shift.cancelled or later <= now:
            return
        was, length = shift.starts, shift.ends - shift.starts
        shift.starts, shift.ends = later, later + length
        with self.change(now) as tx:
            tx.connection.execute(
                "UPDATE shifts SET starts_at = ?, ends_at = ?, opens_at = ? WHERE id = ?",
                (shift.starts, shift.ends, shift.starts - 30 * MINUTE, shift_id),
            )
            due.shift_changed(tx, shift_id, was)
        # "was moved" says it all: what the new time would have had to say before is not said
        for said in list(self.oracle.of_shift(shift)):
            if said.moment <= now:
                shift.skipped.add(":".join(said.key))
        self.changed(now, shift, was, "moved")

    def cancels(self, now, shift_id) -> None:
        shift = self.oracle.shifts[shift_id]
        if shift.cancelled or shift.starts <= now:
            return
        shift.cancelled = True
        with self.change(now) as tx:
            tx.connection.execute("UPDATE shifts SET state = 'cancelled' WHERE id = ?", (shift_id,))
            due.shift_changed(tx, shift_id, shift.starts)
        self.changed(now, shift, shift.starts, "cancelled")

    def changed(self, now, shift, was, moment) -> None:
        subject = f"shift-{shift.id}@{shift.starts.astimezone(VIETNAM):%Y-%m-%dT%H:%M}#{now:%Y%m%dT%H%M%S}"
        self.oracle.changes.append(
            # "told at once; in quiet hours only where it cannot wait": within twelve hours of the shift
            Said(
                (subject, moment),
                now,
                max(shift.ends, was),
                "signed_up",
                shift,
                must=True,
                urgent=min(was, shift.starts) - now < 12 * HOUR,
            )
        )

    def blocks(self, _now, person) -> None:
        self.oracle.people[person].blocked = True  # the bot learns of it when it next writes

    def comes_back(self, now, person) -> None:
        with self.change(now) as tx:
            chats.save(tx, self.chats[person], "{}")
        somebody = self.oracle.people[person]
        somebody.blocked = somebody.known_blocked = False

    def chooses_hours(self, now, person) -> None:
        hours = self.random.choice(CHOSEN)
        with self.change(now) as tx:
            reminders.set_quiet(tx, grants.asker(tx, members.by_id(tx, person)), reminders.QuietHours(*hours))
        self.oracle.people[person].quiet = hours

    def chooses_moments(self, now, person) -> None:
        moment = self.random.choice(CHOOSABLE)
        somebody = self.oracle.people[person]
        wanted = moment in somebody.unwanted
        with self.change(now) as tx:
            reminders.want(tx, grants.asker(tx, members.by_id(tx, person)), moment, wanted=wanted)
        (somebody.unwanted.discard if wanted else somebody.unwanted.add)(moment)

    def planned(self):
        for text in (
            "2026-02-20 09:00",
            "2026-03-26 10:15",
            "2026-05-03 23:10",
            "2026-06-25 08:00",
            "2026-07-25 15:00",
            "2026-11-01 11:00",
        ):
            day, clock = text.split()
            yield at(date.fromisoformat(day), clock)

    def plans(self, now, number) -> None:
        """What an organiser does about the plan in the year."""
        by_title = {item.title: item.id for item in self.oracle.items.values()}
        with self.change(now) as tx:
            match number:
                case 0:  # dates the youth month
                    march = Dates(starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
                    item = plan_items.set_dates(tx, self.organiser, by_title["Tháng Thanh niên năm 2024"], march)
                case 1:  # adds a day, on that very day
                    item = plan_items.add(
                        tx,
                        self.organiser,
                        unit_id=None,
                        kind="campaign_day",
                        title="Ngày Đoàn",
                        dates=Dates(day=26, month=3),
                    )
                case 2:  # switches an anniversary off, four days ahead
                    item = plan_items.switch(tx, self.organiser, by_title["Chiến thắng Điện Biên Phủ"], off=True)
                case 3:  # adds something of one district's
                    item = plan_items.add(
                        tx,
                        self.organiser,
                        unit_id=self.districts[0],
                        kind="anniversary",
                        title="Ngày của huyện",
                        dates=Dates(day=10, month=8),
                        year=1986,
                    )
                case 4:  # moves a day, after its week before
                    title = "Thắp nến tri ân các anh hùng liệt sỹ dịp 27/7"
                    item = plan_items.set_dates(tx, self.organiser, by_title[title], Dates(day=29, month=7))
                case _:  # gives an undated anniversary its day
                    item = plan_items.set_dates(
                        tx, self.organiser, by_title["Năm Thanh niên tình nguyện 2014"], Dates(day=15, month=12)
                    )
        self.know(item)

    # The bot ----------------------------------------------------------------------------------------------------------

    def tick(self, now: datetime) -> None:
        """One tick and its deliveries; now and then the bot is killed in the middle of a step and started again."""
        cursor = due.START
        while cursor is not None:
            try:
                with self.change(now) as tx:
                    cursor = due.step(tx, cursor)
                    self.perhaps_dies()
            except KilledError:
                self.connection.close()
                self.connection = self.open()
                cursor = due.START
        more = True
        while more:
            try:
                with self.change(now) as tx:
                    more = leaders_digests.due(tx)
                    self.perhaps_dies()
            except KilledError:
                self.connection.close()
                self.connection = self.open()
        self.deliver(now)

    def perhaps_dies(self) -> None:
        """Once in a hundred steps: what was written and not committed is gone with the process."""
        if self.random.random() < 0.01:
            raise KilledError

    def deliver(self, now: datetime) -> None:
        blocked = {self.chats[one.id] for one in self.oracle.people.values() if one.blocked and one.id in self.chats}
        with self.change(now) as tx:
            gone: set[int] = set()
            for row in outbox.due(tx, now, most=100_000):
                if row.chat_id in gone:
                    continue
                if row.chat_id in blocked:
                    gone.add(row.chat_id)
                    outbox.mark_ended(tx, row.id, "failed", "blocked")
                    outbox.address_gone(tx, row.chat_id)
                else:
                    outbox.mark_sent(tx, row.id, f"m{row.id}")

    def ticks(self) -> list[datetime]:
        """When the bot looks: on the hour, at odd minutes, around what happens; not while it is off."""
        moments = set()
        for n in range(366):
            day = FIRST + n * DAY
            moments |= {
                at(day, clock) for clock in ("00:00", "05:00", "06:30", "06:45", "07:00", "08:00", "18:00", "20:50")
            }
            moments |= {at(day, f"{self.random.randrange(24):02}:{self.random.randrange(60):02}") for _n in range(2)}
        for shift in self.oracle.shifts.values():
            for moment in (shift.starts, shift.ends):
                moments |= {moment + n * 30 * MINUTE for n in range(-5, 6)}
        off = [(start, start + length) for start, length in self.outages()]
        return sorted(one for one in moments if not any(begin < one < end for begin, end in off))

    def outages(self):
        for _n in range(25):
            start = at(FIRST, "00:00") + self.random.uniform(1, 362) * DAY
            yield start, self.random.choice([0.02, 0.1, 0.5, 1, 3, 3, 9]) * DAY


# The test ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [2026])
def test_every_notice_of_a_year_is_there_exactly_once(tmp_path, seed):
    with closing(Year(tmp_path / "year.db", seed)) as year:
        play(year)
        compare(year)
        print_calendar(year)


def play(year) -> None:
    events = year.events()
    for number, now in enumerate(year.ticks()):
        while events and events[0][0] <= now:  # what was sent while the bot was off is taken when it is on again
            _moment, happens, facts = events.pop(0)
            happens(now - timedelta(seconds=year.random.randrange(1, 30)), *facts)
        year.tick(now)
        year.oracle.tick(now)
        if number % 40 == 0:
            year.tick(now + timedelta(seconds=20))  # a second tick in the same minute
        if number % 400 == 0:
            before = count(year)
            year.tick(now - 3 * HOUR)  # the clock is put back, and mended
            assert count(year) == before
            year.tick(now)


def count(year) -> int:
    return year.connection.execute("SELECT count(*) AS n FROM outbox").fetchone()["n"]


def compare(year) -> None:
    rows = year.connection.execute("SELECT key, state FROM outbox").fetchall()
    actual = {row["key"]: "gone" if row["state"] in {"failed", "cancelled"} else row["state"] for row in rows}
    reminded = {
        f"reminder:{subject}:member-{who}:{moment}": state
        for (subject, moment, who), state in year.oracle.notices.items()
    }
    waiting = {one.key: "waiting" for one in year.oracle.pending}
    expected = reminded | year.oracle.others | waiting
    wrong = [
        (key, expected.get(key), actual.get(key))
        for key in expected.keys() | actual.keys()
        if expected.get(key) != actual.get(key)
    ]
    assert not wrong, f"{len(wrong)} of {len(expected)}: (what, due, found): {sorted(wrong, key=str)[:10]}"
    # of several for somebody who had blocked us the first fails, and the others are cancelled
    assert sum(row["state"] == "failed" for row in rows) == year.oracle.refusals
    states = Counter(reminded.values())
    assert all(states[state] > least for state, least in {"sent": 8000, "missed": 300, "gone": 30}.items()), states
    kinds = Counter(":".join(key.split(":")[:2]).partition("member-")[0] for key in year.oracle.others)
    least_of = {"digest:": 300, "notice:moved_up": 10, "notice:decided": 100}
    assert all(kinds[kind] >= least for kind, least in least_of.items()), kinds


def print_calendar(year) -> None:
    days = Counter()
    for row in year.connection.execute("SELECT queued_at FROM outbox WHERE state = 'sent'").fetchall():
        days[day_of(datetime.fromisoformat(row["queued_at"]))] += 1
    print(f"\nNotices sent in 2026: {sum(days.values())}")
    print("      " + "".join(f"{n:4}" for n in range(1, 32)))
    for month in range(1, 13):
        row = [days.get(date(2026, month, n), 0) if n <= last_day(month) else None for n in range(1, 32)]
        print(f"{month:4}  " + "".join("    " if n is None else f"{n or '.':>4}" for n in row))
    print("End states:", dict(Counter(year.oracle.notices.values())))


def last_day(month: int) -> int:
    return ((date(2026, month, 28) + 4 * DAY).replace(day=1) - DAY).day
