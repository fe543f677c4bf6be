"""The main jobs of the people that the bot is for, and what they took when somebody watched for the first time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from handlers.attendance import CHECK_IN, ROSTER, SHOW_CODE
from handlers.broadcasts import BROADCAST
from handlers.campaigns import NEW_CAMPAIGN, SIGN_UP
from handlers.people import JOIN
from handlers.plan import PLAN
from handlers.reports import REPORT, VERIFY
from handlers.units import UNITS
from tests.support import world as worlds
from tests.support.world import World
from tests.taps.hand import Answer, Job, Press, Send, Type

REPORTED = {"photos": [Send("photo"), Press("done")], "quantity:trees": Type("12")}
CODE: dict[str, Answer] = {"code": Type("{code}")}


def member(name: str) -> str:
    """The id of a member of the small world, in SQL."""
    return f"(SELECT min(id) FROM members WHERE name = '{worlds.PEOPLE[name][1]}')"


def has(table: str, name: str) -> str:
    """Whether somebody has a row of a table."""
    return f"SELECT count(*) FROM {table} WHERE member_id = {member(name)}"


def forty(world: World) -> None:
    """Forty people have a seat on the shift that is on."""
    with world.change() as tx:
        tx.connection.execute("UPDATE shifts SET capacity = 40 WHERE id = ?", (worlds.SHIFTS["trees"],))
    worlds.act(world, "fill shift trees")


def ten(world: World) -> None:
    """Ten people were at a shift that is over, and reported."""
    for number in range(10):
        name = f"Người Thứ {number + 1}"
        worlds.newcomer(world, name)
        worlds.check_in(world, name)
        worlds.report(world, name, "trees", "240", "trees=12")
    worlds.act(world, "clock 12:00")


JOIN_NOW = Job(
    "tam",
    Type("chào"),
    "SELECT count(*) FROM chats WHERE address = 'tam' AND member_id > 0",
    answers={"birth_year": Type("2005"), "name": Type("Trần Minh Anh"), "unit": Type("cd ap dai an")},
    then=(JOIN,),
)
ANNOUNCE = Job(
    "hoa",
    BROADCAST,
    "SELECT count(*) FROM broadcasts WHERE state <> 'draft' AND file_id > 0 AND campaign_id > 0",
    answers={
        "text": Type("Chào {tên}, Chủ nhật này trồng cây!"),
        "extra-#": [Press("photo"), Press("campaign"), Press("done")],
        "photo": Send("photo"),
        "photos": [Send("photo"), Press("done")],
    },
)
SCHEDULE = Job(
    "hoa",
    BROADCAST,
    "SELECT count(*) FROM broadcasts WHERE at > ''",
    answers={"text": Type("Chào mọi người!"), "next": Press("at"), "at": Type("7h sáng mai")},
)
PLAIN = (
    Job("bao", SIGN_UP, has("sign_ups", "bao")),
    Job("bao", CHECK_IN, has("check_ins", "bao"), answers=CODE),
    Job(
        "bao",
        REPORT,
        "SELECT count(*) FROM reports",
        ("clock 11:10",),
        answers={"hours": Type("4 giờ"), "quantity:trees": Type("12"), "note": Type("không")},
    ),
)


@dataclass(frozen=True)
class Measured:
    """A job as the table has it: its name, what it took before, its parts one after another.

    `words` begin it by a sentence. `first` is done before and not counted.
    """

    name: str
    before: tuple[int, int]  # typed, taps
    parts: tuple[Job, ...]
    words: str = ""
    first: Job | None = field(default=None, kw_only=True)

    @property
    def in_words(self) -> tuple[Job, ...]:
        """The same, begun by words instead of a button; nothing where it is no different."""
        return (replace(self.parts[0], begin=Type(self.words)), *self.parts[1:]) if self.words else ()


JOBS = (
    Measured("Join", (4, 4), (JOIN_NOW,), "toi muon tham gia"),
    Measured("Sign up", (0, 4), (Job("lan", SIGN_UP, has("sign_ups", "lan")),), "dang ky trong cay 22/11"),
    Measured(
        "Check in by code",
        (2, 0),
        (Job("lan", CHECK_IN, has("check_ins", "lan"), ("sign up lan trees",), answers=CODE),),
        "{code}",
    ),
    Measured(
        "Report, with a photo",
        (1, 7),
        (
            Job(
                "lan",
                REPORT,
                "SELECT count(*) FROM report_photos",
                ("check in lan trees", "clock 11:10"),
                answers=REPORTED,
            ),
        ),
        "báo cáo 4 tiếng, trồng 12 cây",
    ),
    Measured(
        "Leader: show the code", (1, 1), (Job("minh", SHOW_CODE, "SELECT count(*) FROM live_codes"),), "mã trồng cây"
    ),
    Measured(
        "Leader: tick 40 people",
        (1, 41),
        (
            Job(
                "minh",
                ROSTER,
                "SELECT count(*) = 40 FROM check_ins",
                set_up=forty,
                answers={"who": Press("all", ".*")},
            ),
        ),
    ),
    Measured(
        "Leader: verify 10 reports",
        (1, 10),
        (Job("minh", VERIFY, "SELECT count(*) = 10 FROM reports WHERE state = 'verified'", set_up=ten),),
        "duyệt báo cáo",
    ),
    Measured(
        "Leader: members from an Excel file",
        (0, 4),
        (Job("minh", Send("doan-vien.xlsx"), "SELECT count(*) FROM imports"),),
    ),
    Measured(
        "Organiser: open a campaign",
        (6, 8),
        (
            Job(
                "hoa",
                NEW_CAMPAIGN,
                "SELECT count(*) FROM campaigns WHERE title LIKE 'Dọn kênh%'",
                answers={
                    "title": Type("Dọn kênh ấp Đại Ân"),
                    "about": Type("Nhặt rác dọc kênh, có găng tay và bao."),
                    "when": Type("29/11 7h-11h"),
                    "place": Type("UBND xã Đại Tâm"),
                },
            ),
        ),
    ),
    Measured("Organiser: announce, with a photo and a button", (2, 10), (ANNOUNCE,)),
    Measured(
        "Organiser: stop what is to be sent later",
        (1, 3),
        (
            Job(
                "hoa",
                BROADCAST,
                "SELECT count(*) FROM broadcasts WHERE state = 'cancelled'",
                answers={"which": Press(r"\d+")},
                then=(r"/\S+ \d+ dung",),
            ),
        ),
        first=SCHEDULE,
    ),
    Measured(
        "Organiser: the year's programme from a file",
        (1, 6),
        (
            Job(
                "hoa",
                PLAN,
                "SELECT count(*) FROM plan_items",
                answers={"item": Press("read"), "file": Send("chuong-trinh-2026.txt")},
            ),
        ),
    ),
    Measured(
        "Organiser: merge two branches",
        (3, 2),
        (
            Job(
                "hoa",
                UNITS,
                "SELECT count(*) FROM units WHERE closed_at > ''",
                ("add unit Chi đoàn Đại Ân Hai below Đoàn xã Đại Tâm",),
                answers={
                    "unit": Type("Chi đoàn Đại Ân Hai"),
                    "what": Press("merge"),
                    "to": Type("Chi đoàn Ấp Đại Ân"),
                },
            ),
        ),
    ),
    Measured("Without buttons: sign up, check in, report", (12, 0), PLAIN),
)
