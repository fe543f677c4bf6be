"""My profile: what is known about a member, and how to correct it."""

from __future__ import annotations

from handlers.engine.chat import Chat
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import LANGUAGES, Text, _
from handlers.menu import LANGUAGE
from handlers.people import ERASE, INTERESTS, MY_DATA, PROFILE, questions
from handlers.people.interests import named
from handlers.people.join import tell_deciders
from handlers.units.picker import full_name, pick_unit
from storage.organisation import units
from storage.people import interests, members, requests
from storage.people.requests import Request

NAME, BIRTH_YEAR, UNIT = "ten", "namsinh", "donvi"  # what follows /hoso


def profile(chat: Chat) -> None:
    """Show the profile, or correct the line of it that the command names."""
    match chat.args(Named).of:
        case "ten":
            correct_name(chat)
        case "namsinh":
            correct_birth_year(chat)
        case "donvi":
            move(chat)
        case _:
            show(chat)


def show(chat: Chat) -> None:
    """Say what is known."""
    me = chat.member
    lines: list[tuple[Text, Text | str]] = [
        (name, value) for _step, name, value in questions.name_and_year(me.name, me.birth_year, me.guardian)
    ]
    lines.append((_("Unit"), full_name(chat.tx, units.by_id(chat.tx, me.unit_id))))
    fields = named(chat, interests.of(chat.tx, chat.asker))
    lines.append((_("Interested in"), fields or _("nothing stated yet")))
    lines.append((_("Language"), LANGUAGES[chat.language]))
    listed = "\n".join(f"• {chat.words(name)}: {chat.words(value)}" for name, value in lines)
    waiting = [chat.words(awaited(request)) for request in requests.mine(chat.tx, chat.asker)]
    chat.say(
        "\n".join([chat.words(_("Your profile:")), listed, *waiting]),
        offers=[
            Offer(PROFILE, Named(of=str(NAME)), _("Correct my name")),
            Offer(PROFILE, Named(of=str(BIRTH_YEAR)), _("Correct my birth year")),
            Offer(PROFILE, Named(of=str(UNIT)), _("Move to another unit")),
            Offer(INTERESTS),
            Offer(LANGUAGE),
            Offer(MY_DATA),
            Offer(ERASE),
        ],
    )


def awaited(request: Request) -> Text:
    """What a leader has yet to decide."""
    if request.kind == "move":
        return _("Waiting for the leader of {unit} to take you in.", unit=request.unit_name)
    return _("Waiting for the leader of {unit} to confirm the earlier entry.", unit=request.unit_name)


def correct_name(chat: Chat) -> None:
    """Write the name anew."""
    if not members.may_rename(chat.tx, chat.asker):
        chat.stop(_("You have changed your name very often lately. Please ask your leader."), offers=[Offer(PROFILE)])
    name = questions.ask_name(chat)
    chat.confirm("sure", _("Should I write “{name}” instead of “{before}”?", name=name, before=chat.member.name))
    members.rename(chat.tx, chat.asker, name)
    done(chat)


def correct_birth_year(chat: Chat) -> None:
    """Write the birth year anew; who turns out to be under 16 needs a guardian's yes."""
    born = questions.ask_birth_year(chat)
    guardian = questions.ask_guardian(chat, born)
    chat.confirm("sure", _("Should I save {year:plain} as your birth year?", year=born))
    members.set_birth_year(chat.tx, chat.asker, born, guardian)
    done(chat)


def move(chat: Chat) -> None:
    """Go to another unit. Its leader has to accept; where nobody could, or the asker leads it, it is done at once."""
    unit = pick_unit(chat, "unit", _("Which unit do you move to? Type its name, or choose it below."))
    if unit.id == chat.member.unit_id:
        chat.stop(_("You are in {unit} already.", unit=unit.name), offers=[Offer(PROFILE)])
    at_once = requests.may_decide(chat.asker, unit.path) or not requests.deciders(chat.tx, chat.asker, unit.path)
    where = full_name(chat.tx, unit)
    if at_once:
        chat.confirm("sure", _("Move to {unit}?", unit=where))
        members.move(chat.tx, chat.asker, chat.asker.member_id, unit.id)
        done(chat)
        return
    chat.confirm("sure", _("Ask the leader of {unit} to take you in?", unit=where))
    tell_deciders(chat, requests.ask(chat.tx, chat.asker, "move", unit_id=unit.id))
    chat.say(
        _(
            "I've asked the leader of {unit} and will tell you their answer. Until then you stay where you are.",
            unit=unit.name,
        ),
        offers=[Offer(PROFILE)],
    )


def done(chat: Chat) -> None:
    """Say that it is corrected, and show it."""
    chat.forget_person()
    chat.say(_("Done."))
    show(chat)
