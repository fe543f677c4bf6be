"""Join: language, consent, birth year, name, unit. Also where every start link arrives."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.attendance import CHECK_IN, ByPoster
from handlers.campaigns import SIGN_UP, Wish
from handlers.campaigns.browse import introduce
from handlers.engine import telling
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import LANGUAGES, _
from handlers.menu.menu import main_menu
from handlers.people import INTERESTS, Joining, questions
from handlers.roles import REDEEM
from handlers.units.picker import full_name, pick_unit
from storage.messages import chats
from storage.organisation.records import Unit
from storage.people import members, requests
from storage.people.members import EnteredPerson
from storage.people.notices import RequestMade

PAYLOADS = ("c", "i", "s")  # what a start payload begins with: a poster, an invitation, a campaign
MOST_ALIKE = 5


def join(chat: Chat) -> None:
    """Get to know a person; whoever is known already goes straight to what their link is for."""
    if chat.row.member_id is not None:
        if unknown(chat.args(Joining).payload):
            chat.say(_("I don't know what that link was for."))
        go_on(chat)
        return
    greet(chat)
    language = speak(chat)
    consent(chat)
    born = questions.ask_birth_year(chat, "1/4 · ")
    guardian = questions.ask_guardian(chat, born)
    name = questions.ask_name(chat, "2/4 · ")
    where = _("3/4 · Which unit do you belong to? Type its name, such as “CĐ Ấp 3”, or choose it below.")
    unit = pick_unit(chat, "unit", where)
    given = [*questions.name_and_year(name, born, guardian), ("unit", _("Unit"), full_name(chat.tx, unit))]
    listed = "\n".join(f"• {chat.words(what)}: {chat.words(answer)}" for _step, what, answer in given)
    chat.review(
        "sure",
        given,
        yes=_("Yes, that is right"),
        text=_("4/4 · Please look it over:\n{answers}\n\nIs all of it right?", answers=listed),
    )
    earlier = is_this_you(chat, name, born, unit)
    member = members.join(chat.tx, name=name, birth_year=born, guardian=guardian, unit_id=unit.id, language=language)
    chats.set_member(chat.tx, chat.row.id, member.id)
    chat.forget_person()
    chat.say(_("Welcome, {name}! You are with {unit} now.", name=name, unit=unit.name))
    if earlier is not None:
        claim(chat, earlier)
    go_on(chat, also=[INTERESTS])


def greet(chat: Chat) -> None:
    """What a stranger reads first."""
    if chat.services.sample:
        chat.say(
            _(
                "This is a trial, after the programme of 2024, with made-up people and figures: look around as you "
                "like, nothing here is real."
            )
        )
    if unknown(chat.args(Joining).payload):
        chat.say(_("I don't know what that link was for, but welcome!"))
    chat.say(_("Hello! I'm Điểm Danh, the Youth Union's check-in helper: sign up, check in and report, right here."))


def speak(chat: Chat) -> str:
    """The language to go on in. It is kept at once: the sentences of a later message are in it from the start."""
    options = [Option(code, name, code) for code, name in LANGUAGES.items()]
    language = chat.choose("language", _("Which language would you like?"), options)
    if language != chat.row.language:
        chat.row = chat.row.model_copy(update={"language": language})
        chat.afterwards.append(lambda tx: chats.set_language(tx, chat.row.id, language))
    return language


def consent(chat: Chat) -> None:
    """Ask before anything is kept: Personal Data Protection Law 91/2025/QH15, in force since 1 January 2026."""
    chat.confirm(
        "consent",
        _(
            "I need your consent first (Personal Data Protection Law 91/2025/QH15): I keep your name, birth year, unit "
            "and volunteer work, so that your turns and hours count.\n"
            "Only those who lead your unit or a shift of yours see it, and you can erase it at any time (/erase).\n"
            "Do you agree?"
        ),
        details=_(
            "Before we begin I need your consent (Personal Data Protection Law 91/2025/QH15).\n"
            "• What I keep: your name, birth year and unit; the shifts that you sign up for, check in at and report "
            "on, with your notes and photos; what interests you, if you say so; and where this chat is. A location "
            "that you send becomes a distance.\n"
            "• Why: so that your branch can plan, and your turns and hours count. Only the leaders of your unit and of "
            "those above it see it, and those who lead a shift that you join.\n"
            "• How long: until you erase it, any time, with /erase. Verified turns then stay as bare numbers, "
            "without you. With /mydata you get all that I keep of you, and with /profile you correct it. "
            "Old messages go after 90 days, what you leave unfinished after 24 hours.\n"
            "Do you agree?"
        ),
        yes=_("I agree"),
        no=_("I do not agree"),
        declined=_("All right, I won't keep anything about you. If you change your mind, send /start."),
    )


def is_this_you(chat: Chat, name: str, born: int, unit: Unit) -> EnteredPerson | None:
    """Whether one of those whom a leader wrote down earlier is this person; no more is shown than name and unit."""
    candidates = members.entered_like(chat.tx, name=name, birth_year=born, unit_path=unit.path)[:MOST_ALIKE]
    if not candidates:
        return None
    labels = [f"{candidate.name}, {candidate.unit_name}" for candidate in candidates]
    options: list[Option[EnteredPerson | None]]
    if len(candidates) == 1:
        question = _("A leader has written down {who}. Is this you?", who=labels[0])
        options = [Option("yes", _("Yes, this is me"), candidates[0]), Option("no", _("No, somebody else"), None)]
        return chat.choose(f"same:{candidates[0].id}", question, options)
    options = [Option(str(candidate.id), label, candidate) for candidate, label in zip(candidates, labels, strict=True)]
    options.append(Option("no", _("None of them is me"), None))
    return chat.choose("same", _("A leader has written down these people. Is one of them you?"), options)


def claim(chat: Chat, earlier: EnteredPerson) -> None:
    """Ask the leaders of an entered person to say that it is this one."""
    request = requests.ask(chat.tx, chat.asker, "same_person", unit_id=earlier.unit_id, entered_id=earlier.id)
    tell_deciders(chat, request)
    chat.say(
        _(
            "I've asked the leader of {unit} to confirm that it's you, and I'll tell you when they have.",
            unit=request.unit_name,
        )
    )


def tell_deciders(chat: Chat, request: requests.Request) -> bool:
    """Tell those who decide that somebody waits; False if nobody can."""
    deciders = requests.deciders(chat.tx, chat.asker, request.unit_path)
    notice = RequestMade(request=request.kind, member=request.member_name, unit=request.unit_name)
    key = f"request_made:{request.member_id}:{request.id}:{chat.tx.now:%Y%m%d%H%M%S%f}"
    for leader_id in deciders:
        telling.tell(chat, leader_id, notice, f"{key}:{leader_id}")
    return bool(deciders)


def unknown(payload: str) -> bool:
    """Whether a start payload is none of ours."""
    return payload[:1] not in ("", *PAYLOADS)


def go_on(chat: Chat, *, also: Sequence[Conversation] = ()) -> None:
    """Go where the person was heading: what a command line or a start payload says, or the menu, with `also` in it."""
    heading = chat.args(Joining)
    if heading.then is not None:
        chat.resume(heading.then)
    match heading.payload[:1]:
        case "c":
            chat.goto(CHECK_IN, ByPoster(poster=heading.payload))
        case "i":
            chat.goto(REDEEM, Named(of=heading.payload[1:]))
        case "s":
            introduce(chat, heading.payload[1:])
            chat.goto(SIGN_UP, Wish(of=heading.payload[1:]))
    main_menu(chat, understood=True, also=also)
