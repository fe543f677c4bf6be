"""Verify what awaits a leader's decision: requests, check-ins, reports; one a run, until nothing is left.

What was decided about one person is never in one message with what is asked about the next.
"""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import NoReturn, TypeVar

from handlers import labels
from handlers.attendance import ROSTER
from handlers.campaigns import notices as campaign_notices
from handlers.engine import telling
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Offer
from handlers.engine.message import StoredPhoto
from handlers.engine.text import _, ngettext
from handlers.reports import VERIFY, Verifying, verify_words
from handlers.reports.verify_words import Figures
from handlers.typed import amounts, times
from handlers.typed.reasons import reason_of
from storage.people import requests
from storage.people.notices import RequestDecided
from storage.people.requests import Request
from storage.reports import verification
from storage.reports.notices import Correction, Counted, Decided
from storage.reports.verification import Awaiting

T = TypeVar("T")
REQUEST = "request."  # begins the key of a request; the others are check-ins


def verify(chat: Chat) -> None:
    """Decide on one item, and go on to the next."""
    key = chat.args(Verifying).item
    if key is None:
        go_on(chat)
    if key.startswith(REQUEST):
        decide_request(chat, still_open(chat, find_request(chat, key)))
    else:
        decide(chat, still_open(chat, verification.find(chat.tx, chat.asker, key)))
    go_on(chat)


def decide(chat: Chat, item: Awaiting) -> None:
    """Verify a check-in or report, with figures corrected where they are wrong; or return it; or leave it for later."""
    for photo in verification.photos(chat.tx, item):
        if photo.sha256 is not None:
            kept = StoredPhoto(sha256=photo.sha256, media_type=photo.media_type)
            chat.say(_("Photo of {member}", member=item.member), attach=kept)
    claimed = Figures.of(chat, item)
    counting = claimed
    for correction in count():
        text = verify_words.item(chat, item, claimed, counting)
        decision = chat.choose(f"word:{correction}", text, words(chat, item, claimed, counting))
        if decision != "correct":
            break
        counting = correct(chat, correction, item, counting)
    match decision:
        case "verify":
            accept(chat, item, claimed, counting)
        case "before":
            accept(chat, item, claimed, claimed.as_before(item))
        case "larger":
            chat.confirm("larger", verify_words.larger(chat, item, claimed))
            accept(chat, item, claimed, counting)
        case "all":
            accept_all(chat, item)
        case "return":
            give_back(chat, item)
        case _:
            go_on(chat, skip=item.key)


def words(chat: Chat, item: Awaiting, claimed: Figures, counting: Figures) -> list[Option[str]]:
    """What a leader can say to a check-in or report; one that came back larger counts by no single tap."""
    corrected = counting != claimed
    if claimed.as_before(item) != claimed and not corrected:
        options = [
            Option("before", _("Verify the earlier figures"), "before"),
            Option("larger", _("Verify all of it…"), "larger"),
        ]
    else:
        options = [Option("yes", _("Verify as corrected") if corrected else _("Verify"), "verify")]
    strong = len(verification.strong_of_shift(chat.tx, chat.asker, item.shift_id)) if item.strong else 0
    if strong > 1 and not corrected:
        options.append(Option("all", _("Verify all {count} of this shift that are well proved", count=strong), "all"))
    return [
        *options,
        Option("correct", _("Correct a figure"), "correct"),
        Option("return", _("Return…"), "return"),
        Option("skip", _("Later"), "skip"),
    ]


def correct(chat: Chat, correction: int, item: Awaiting, counting: Figures) -> Figures:
    """Ask for a figure that counts in the place of the claimed one."""
    options = [Option("minutes", _("Hours"), "minutes")]
    options += [Option(what, labels.quantity(what), what) for what in counting.quantities]
    which = chat.choose(f"figure:{correction}", _("Which figure is to be corrected?"), options, settle=True)
    if which == "minutes":
        most = int((item.ends_at - item.starts_at).total_seconds() // 60) + times.OVERTIME_MIN
        question = _("How many hours does it count for {member}?", member=item.member)
        return counting.with_minutes(
            chat.ask(f"value:{correction}", question, partial(times.minutes_of, most=most), expects="hours")
        )
    question = _("{what}: what is the right number?", what=labels.quantity(which))
    parse = partial(amounts.whole_number, most=counting.most[which], of=which)
    return counting.with_quantity(which, chat.ask(f"value:{correction}", question, parse, expects="number"))


def accept(chat: Chat, item: Awaiting, claimed: Figures, counting: Figures) -> None:
    """Say yes, and tell the member."""
    verification.verify(chat.tx, chat.asker, item, minutes=counting.minutes, quantities=counting.quantities)
    tell(chat, item, counting, corrections=counting.corrected_from(claimed))
    verified = _("✓ Verified: {member}, {hours}.", member=item.member, hours=times.in_hours(counting.minutes))
    chat.say(verified, alone=True)


def accept_all(chat: Chat, item: Awaiting) -> None:
    """Say yes to all check-ins of the item's shift that are well proved, after a second look."""
    check_ins = verification.strong_of_shift(chat.tx, chat.asker, item.shift_id)
    listed = "\n".join(f"• {check_in.member}" for check_in in check_ins)
    chat.confirm(
        "all",
        _(
            "Verify all these at “{title}”, {day:date}?\n{members}",
            title=item.title,
            day=item.starts_at,
            members=listed,
        ),
    )
    for check_in in check_ins:
        verification.verify(chat.tx, chat.asker, check_in, minutes=check_in.minutes, quantities={})
        tell(chat, check_in, Figures(check_in.minutes, {}, {}, {}))
    chat.say(ngettext("✓ Verified {count} check-in.", "✓ Verified {count} check-ins.", len(check_ins)), alone=True)


def give_back(chat: Chat, item: Awaiting) -> None:
    """Say no, with a reason that the member reads."""
    if item.report_id is None:
        hints = [_("I did not see you there"), _("You left early")]
    else:
        hints = [_("The figures do not look right"), _("Please add a photo")]
    reason = chat.ask(
        "reason", _("Why? {member} will read it.", member=item.member), reason_of, hints=hints, prose=True
    )
    verification.give_back(chat.tx, chat.asker, item, reason)
    tell(chat, item, reason=reason)
    chat.say(_("Returned to {member}: {reason}", member=item.member, reason=reason), alone=True)
    go_on(chat, passed=item.check_in_key)  # the check-in of a returned report waits for the next report


def tell(
    chat: Chat,
    item: Awaiting,
    counting: Figures | None = None,
    *,
    corrections: tuple[Correction, ...] = (),
    reason: str | None = None,
) -> None:
    """Tell the member what was decided."""
    notice = Decided(
        subject="check_in" if item.report_id is None else "report",
        title=item.title,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        accepted=reason is None,
        minutes=None if counting is None else counting.minutes,
        quantities=() if counting is None else counted(counting),
        corrected=bool(corrections),
        corrections=corrections,
        reason=reason,
        check_in_id=item.check_in_id,
    )
    telling.tell(chat, item.member_id, notice, f"decided:{item.key}")


def counted(counting: Figures) -> tuple[Counted, ...]:
    """The quantities that count, but for those of which there are none."""
    return tuple(Counted(what=what, number=number) for what, number in counting.quantities.items() if number)


# Requests ---------------------------------------------------------------------------------------------------------


def find_request(chat: Chat, key: str) -> Request | None:
    """The request of a key, if the asker has yet to decide on it."""
    return next((request for request in requests.waiting_for(chat.tx, chat.asker) if key_of(request) == key), None)


def key_of(request: Request) -> str:
    """Names a request among all items to decide on."""
    return f"{REQUEST}{request.id}"


def decide_request(chat: Chat, request: Request) -> None:
    """Say whether it is that person, or whether a member may move here."""
    yes, no = (
        (_("Accept"), _("Do not accept"))
        if request.kind == "move"
        else (_("Yes, the same person"), _("No, another person"))
    )
    options = [
        Option("yes", yes, "yes"),
        Option("no", no, "no"),
        Option("skip", _("Later"), "skip"),
    ]
    match chat.choose("word", verify_words.request(request), options):
        case "yes":
            decision = requests.accept(chat.tx, chat.asker, request.id)
        case "no":
            decision = requests.refuse(chat.tx, chat.asker, request.id)
        case _:
            go_on(chat, skip=key_of(request))
    if decision is None:
        return
    for settled, accepted in [(request, decision.accepted), *((other, False) for other in decision.also_refused)]:
        unconfirmed = decision.unconfirmed if settled is request else 0
        notice = RequestDecided(
            request=settled.kind, accepted=accepted, unit=settled.unit_name, unconfirmed=unconfirmed
        )
        telling.tell(chat, settled.member_id, notice, f"request:{settled.id}")
    for seat in decision.moved_up:
        campaign_notices.tell_moved_up(chat, seat)
    chat.say(_("✓ Done. {member} is told.", member=request.member_name), alone=True)


# Going on ---------------------------------------------------------------------------------------------------------


def still_open(chat: Chat, item: T | None) -> T:
    """What is asked about; where somebody decided it meanwhile, say so and go on."""
    if item is None:
        chat.say(_("Somebody has just dealt with that one, or it has changed."))
        go_on(chat)
    return item


def go_on(chat: Chat, *, skip: str = "", passed: str = "") -> NoReturn:
    """Start on the next item that was not skipped or passed, or end where there is none."""
    args = chat.args(Verifying)
    skipped = (*args.skipped, skip) if skip else args.skipped
    passes = (*args.passed, passed) if passed else args.passed
    left_out = [*skipped, *passes]
    request = next((one for one in requests.waiting_for(chat.tx, chat.asker) if key_of(one) not in left_out), None)
    item = None if request else verification.next_after(chat.tx, chat.asker, left_out)
    key = key_of(request) if request is not None else None if item is None else item.key
    if key is not None:
        chat.goto(VERIFY, Verifying(item=key, skipped=skipped, passed=passes))
    for shift in verification.not_over(chat.tx, chat.asker):
        chat.say(verify_words.not_over(shift))
    if (waiting := verify_words.all_sent_back(chat)) is not None:
        chat.say(waiting)
    if skipped:
        chat.stop(_("That was all. What you left for later is still here:"), offers=[Offer(VERIFY)])
    chat.stop(_("Nothing is waiting for you. Thank you!"), offers=[Offer(ROSTER)])
