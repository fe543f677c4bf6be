"""What those who signed up for a campaign are told when it is changed or cancelled: queued once, worded when sent.

A shift that is moved or cancelled is told by the schedule (schedules/due/due.py, `shift_changed`).
"""

from __future__ import annotations

from datetime import timedelta

from handlers import labels
from handlers.campaigns import CAMPAIGNS, MY_SHIFTS, card, last_instructions
from handlers.campaigns.card import PROOFS
from handlers.engine import telling
from handlers.engine.chat import Chat
from handlers.engine.conversation import Offer
from handlers.engine.marked import Marked, in_lines, with_bold
from handlers.engine.telling import WordedNotice
from handlers.engine.text import Text, _, ngettext, say
from schedules import quiet_hours
from schedules.due import caused
from schedules.due.occasions import URGENT_WITHIN
from schedules.plan.measures import MEASURES
from storage.campaigns import campaigns, organising, sign_ups
from storage.campaigns.notices import CampaignCancelled, CampaignEdited, MovedUp
from storage.campaigns.records import ManagedCampaign, SignUp
from storage.database import Transaction
from storage.reminders import reminders

USEFUL_FOR = timedelta(days=7)


def tell_signed_up(chat: Chat, campaign: ManagedCampaign, notice: CampaignEdited | CampaignCancelled) -> None:
    """Tell everybody with a seat or a place on a shift to come, once; in quiet hours only where it cannot wait."""
    now = chat.tx.now
    urgent = campaign.next_at is not None and campaign.next_at - now < URGENT_WITHIN
    subject = f"{notice.kind}:{campaign.id}@{now:%Y%m%dT%H%M%S%f}"
    for hours in reminders.hours_in_use(chat.tx):
        waits = quiet_hours.covers(hours, now) and not urgent
        due_at = quiet_hours.over(hours, now) if waits else now
        organising.tell_signed_up(
            chat.tx,
            campaign.id,
            subject,
            notice.model_dump_json(),
            quiet_hours=f"{hours.begins}-{hours.ends}",
            due_at=due_at,
            useful_until=max(due_at, campaign.last_at or now) + USEFUL_FOR,
        )


def tell_moved_up(chat: Chat, seat: SignUp) -> None:
    """Tell whoever moved up from the waitlist that the seat is theirs."""
    shift = campaigns.shift(chat.tx, seat.shift_id)
    campaign = campaigns.by_id(chat.tx, shift.campaign_id)
    notice = MovedUp(
        sign_up_id=seat.id,
        shift_id=shift.id,
        title=campaign.title,
        place=campaign.place,
        bring=campaign.bring,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        latitude=campaign.latitude,
        longitude=campaign.longitude,
        contact_name=campaign.contact_name,
        contact_phone=campaign.contact_phone,
    )
    telling.tell(chat, seat.member_id, notice, f"moved_up:{seat.id}")
    last_instructions.tell(chat, seat, shift, due_at=caused.due_at(chat.tx, seat.member_id, notice))


def still(tx: Transaction, notice: MovedUp) -> MovedUp | None:
    """A seat that came free, as it is when its notice is sent: it may have waited for the morning.

    None where the seat was given up, or its shift does not take place.
    """
    if notice.sign_up_id is None:
        return notice
    seat = sign_ups.by_id(tx, notice.sign_up_id)
    shift = campaigns.shift(tx, notice.shift_id)
    if seat is None or seat.state != "seated" or shift.state != "open":
        return None
    return notice.model_copy(update={"starts_at": shift.starts_at, "ends_at": shift.ends_at})


def moved_up(notice: MovedUp, language: str) -> WordedNotice:
    """A seat came free."""
    text = _(
        "Good news: a seat is free and it's yours. “{title}”, {start:date}, {start:time} to {end:time}. "
        "If you can't come, please say so and the next person can.",
        title=notice.title,
        start=notice.starts_at,
        end=notice.ends_at,
    )
    lines = [with_bold(say(text, language), notice.title), *card.practical(notice, lambda words: say(words, language))]
    return WordedNotice(in_lines(lines), (Offer(MY_SHIFTS),))


def cancelled(notice: CampaignCancelled, _language: str) -> WordedNotice:
    """A campaign is cancelled, with all its shifts."""
    text = _(
        "“{title}” will not take place: all its shifts are cancelled. Thank you for signing up all the same.",
        title=notice.title,
    )
    return WordedNotice(text, (Offer(CAMPAIGNS),))


def edited(notice: CampaignEdited, language: str) -> WordedNotice:
    """What a campaign says of itself was changed; the way to a new place leads there."""
    text = Marked(say(_edited(notice), language))
    if notice.what == "place" and notice.latitude is not None:
        there = card.place(notice.value, notice.latitude, notice.longitude, lambda words: say(words, language))
        text = in_lines([text, there])
    return WordedNotice(text, (Offer(MY_SHIFTS),))


def _edited(notice: CampaignEdited) -> Text:  # noqa: PLR0911 - one for each kind
    facts = {"title": notice.title, "value": notice.value}
    match notice.what:
        case "title":
            return _("“{title}”, which you signed up for, is called “{value}” from now on.", **facts)
        case "about":
            return _("“{title}”, which you signed up for, is described anew: {value}", **facts)
        case "bring" if not notice.value:
            return _("“{title}”: you need to bring nothing special.", **facts)
        case "bring":
            return _("“{title}”: please bring {value}.", **facts)
        case "contact":
            return _("“{title}”: for questions, please call {value} from now on.", **facts)
        case "proof":
            return _("“{title}”: to check in you will need {proofs}.", proofs=proofs(notice.value), **facts)
        case "place":
            return _place(notice)
        case "unit" | "host" | "counts" | "opens":
            return _set_up(notice)


def _set_up(notice: CampaignEdited) -> Text:
    facts = {"title": notice.title, "value": notice.value}
    match notice.what:
        case "unit":
            return _("“{title}” is for {value} from now on. The seat that you have stays yours.", **facts)
        case "host":
            return _("“{title}”: {value} runs the shifts from now on.", **facts)
        case "counts" if not _counted(notice.value):
            return _("“{title}”: reports tell people and hours alone from now on.", **facts)
        case "counts":
            return _("“{title}”: reports also tell {counted} from now on.", counted=_counted(notice.value), **facts)
        case "opens" if notice.value == "0":
            return _("“{title}”: check-in opens when the shift starts.", **facts)
        case _:
            return ngettext(
                "“{title}”: check-in opens {count} minute before the shift.",
                "“{title}”: check-in opens {count} minutes before the shift.",
                int(notice.value),
                title=notice.title,
            )


def _counted(keys: str) -> Text | None:
    """Figures, by their keys, as one phrase; None where there are none."""
    phrase = None
    for key in keys.split():
        if key in MEASURES:
            what = labels.quantity(key)
            phrase = what if phrase is None else _("{first}, {second}", first=phrase, second=what)
    return phrase if isinstance(phrase, Text) else None


def _place(notice: CampaignEdited) -> Text:
    text = _("“{title}” takes place online.", title=notice.title)
    if notice.value:
        text = _("“{title}” takes place somewhere else: {value}.", title=notice.title, value=notice.value)
    if notice.proof:
        text = _("{text}\n{detail}", text=text, detail=_("To check in: {proofs}", proofs=proofs(notice.proof)))
    return text


def proofs(proof: str) -> Text:
    """What check-in asks for, as one phrase."""
    wanted = [words for key, words in PROOFS.items() if key in proof.split("+")]
    if len(wanted) == 1:
        return wanted[0]
    return _("{first} and {second}", first=wanted[0], second=wanted[1])
