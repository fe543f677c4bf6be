"""Sign-ups: a seat on a shift, or a place on its waitlist. Capacity and order are kept here and by the database."""

from __future__ import annotations

from pydantic import AwareDatetime

from storage.campaigns.records import Shift, SignUp
from storage.database import Transaction, queries
from storage.records import Asker, Record, records

sql = queries(__file__)
shift_sql = queries(__file__, "shifts")


class Clash(Record):
    """Another shift of the member's at the same time."""

    id: int
    title: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class MyShift(Record):
    """A shift to come of one member's, with the place on its waitlist while they wait, and whether they are there."""

    id: int
    shift_id: int
    state: str
    title: str
    place: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    queue_position: int
    checked_in: bool


def by_id(tx: Transaction, sign_up_id: int) -> SignUp | None:
    """One sign-up, whoever's it is; None where there is none (any more)."""
    return SignUp.of(sql.by_id(tx.connection, sign_up_id=sign_up_id))


def mine(tx: Transaction, asker: Asker, shift_id: int) -> SignUp | None:
    """The asker's seat or waitlist place on a shift, if they have one."""
    sign_up = SignUp.of(sql.live(tx.connection, shift_id=shift_id, member_id=asker.member_id))
    return sign_up and _placed(tx, sign_up)


def clash(tx: Transaction, asker: Asker, shift: Shift) -> Clash | None:
    """Another shift that the asker signed up for and that overlaps this one."""
    return Clash.of(
        sql.clashing(
            tx.connection,
            member_id=asker.member_id,
            shift_id=shift.id,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
        )
    )


def take_seat(tx: Transaction, asker: Asker, shift_id: int) -> SignUp | None:
    """Take a seat; None if none is left. Who has a seat or place already keeps it."""
    own = mine(tx, asker, shift_id)
    if own is not None:
        return own
    if shift_sql.take_seat(tx.connection, shift_id=shift_id) is None:
        return None
    return _add(tx, asker, shift_id, "seated")


def wait(tx: Transaction, asker: Asker, shift_id: int) -> SignUp:
    """Take the last place of the waitlist. Who has a seat or place already keeps it."""
    return mine(tx, asker, shift_id) or _add(tx, asker, shift_id, "waiting")


def waiting_count(tx: Transaction, shift_id: int) -> int:
    """How many wait for a seat on this shift."""
    return int(sql.waiting_count(tx.connection, shift_id=shift_id)["waiting"])


def cancel(tx: Transaction, asker: Asker, sign_up_id: int) -> SignUp | None:
    """Give up the asker's own seat or place. Returns the sign-up that moved up to the seat, if one did."""
    own = next((one for one in of_member(tx, asker) if one.id == sign_up_id), None)
    if own is None:
        return None
    return give_up(tx, own.id)


def give_up(tx: Transaction, sign_up_id: int) -> SignUp | None:
    """End a sign-up, whoever's it is. Returns the sign-up that moved up to its seat, if one did.

    The caller has made sure that the asker may.
    """
    sign_up = by_id(tx, sign_up_id)
    if sign_up is None or sign_up.state == "cancelled":
        return None
    sql.set_state(tx.connection, sign_up_id=sign_up.id, state="cancelled", now=tx.now)
    if sign_up.state != "seated":
        return None
    shift_sql.free_seat(tx.connection, shift_id=sign_up.shift_id)
    return move_up(tx, sign_up.shift_id)


def move_up(tx: Transaction, shift_id: int) -> SignUp | None:
    """Give a free seat of a shift that is not over to whoever has waited longest; None if nobody moved."""
    first = SignUp.of(sql.first_waiting(tx.connection, shift_id=shift_id, now=tx.now))
    if first is None or shift_sql.take_seat(tx.connection, shift_id=shift_id) is None:
        return None
    sql.set_state(tx.connection, sign_up_id=first.id, state="seated", now=tx.now)
    return first.model_copy(update={"state": "seated"})


def of_member(tx: Transaction, asker: Asker) -> list[MyShift]:
    """The asker's shifts that are not over, the next one first."""
    return records(MyShift, sql.of_member(tx.connection, member_id=asker.member_id, now=tx.now))


def _add(tx: Transaction, asker: Asker, shift_id: int, state: str) -> SignUp:
    row = sql.add(
        tx.connection, shift_id=shift_id, member_id=asker.member_id, unit_id=asker.unit_id, state=state, now=tx.now
    )
    return _placed(tx, SignUp.model_validate(row))


def _placed(tx: Transaction, sign_up: SignUp) -> SignUp:
    if sign_up.state != "waiting":
        return sign_up
    position = sql.position(tx.connection, shift_id=sign_up.shift_id, sign_up_id=sign_up.id)["position"]
    return sign_up.model_copy(update={"position": position})
