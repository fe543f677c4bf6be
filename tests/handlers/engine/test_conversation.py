"""What the engine promises every conversation, shown on small conversations of this file's own."""

from __future__ import annotations

import unicodedata

import pytest

from handlers.engine.chat import Bad, Chat, Option, Refused, Typed
from handlers.engine.choices import resolve
from handlers.engine.message import Incoming, StoredPhoto
from handlers.engine.outcomes import QuestionAfterWriteError
from handlers.engine.state import Asked, Shown
from handlers.engine.text import _
from handlers.engine.uploads import ask_location, ask_photos
from storage.organisation import units
from tests.handlers.test_chats import Player, Scenario
from tests.support.conversations import Made, conversation


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    """The conversations of this file, beside those of the program."""
    for value in globals().values():
        if isinstance(value, Made):
            value.register(monkeypatch)


def write(chat: Chat, name: str) -> None:
    """Something that a test can look for: a unit of this name."""
    units.add(chat.tx, None, "branch", name)


def written(world, name: str) -> int:
    return world.one("SELECT count(*) FROM units WHERE name = ?", name)


def whole(text: str) -> int:
    if not text.isdecimal():
        raise Bad(_("A whole number, please."))
    return int(text)


def options(*names: str) -> list[Option[str]]:
    return [Option(name.lower(), name, name) for name in names]


@conversation("portraits", title=_("Portraits"))
def portraits(chat: Chat) -> None:
    chat.say("Lan is done.")
    for name in ("An", "Bảo"):
        chat.say(f"Photo of {name}", attach=StoredPhoto(sha256=name, media_type="image/png"))
    chat.say("Next is Bảo.")
    chat.stop("He planted trees.")


def test_a_photo_stands_with_its_own_words_alone(play):
    play("""
        @lan
        > /portraits
        < Lan is done.
        < Photo of An
        | (photo)
        < Photo of Bảo
        | (photo)
        < Next is Bảo.
        |
        | He planted trees.
    """)


# Answers, one after another -------------------------------------------------------------------------------------------


@conversation("cake", title=_("Cake"))
def cake(chat: Chat) -> None:
    chat.say("We bake.")
    kind = chat.choose("kind", "Which cake?", options("Apple", "Lemon", "Plum"))
    slices = chat.ask("slices", "How many slices?", whole)
    chat.say(f"{slices} it is.")
    chat.confirm("sure", f"{slices} slices of {kind}?")
    write(chat, f"{kind} {slices}")
    chat.say("Done.")


def test_each_answer_runs_it_from_the_top_and_nothing_is_said_twice(play, world):
    play("""
        @lan
        > /cake
        < We bake.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
        > [Lemon]
        < How many slices?
        | [‹ Back] [✕ Cancel]
        > 12
        < 12 it is.
        |
        | 12 slices of Lemon?
        | [Yes] [No] [‹ Back] [✕ Cancel]
        > [Yes]
        < Done.
    """)
    assert written(world, "Lemon 12") == 1


def test_nothing_of_it_lives_in_memory(play, world):
    play("""
        @lan
        > /cake
        < We bake.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
        ! restart
        > 2
        < How many slices?
        | [‹ Back] [✕ Cancel]
        ! restart
        > lots
        < A whole number, please.
        |
        | How many slices?
        | [‹ Back] [✕ Cancel]
        ! restart
        > 12
        < 12 it is.
        |
        | 12 slices of Lemon?
        | [Yes] [No] [‹ Back] [✕ Cancel]
        ! restart
        > yes
        < Done.
    """)
    assert written(world, "Lemon 12") == 1


def test_back_goes_to_the_question_before_and_drops_what_came_after(play):
    play("""
        @lan
        > /cake
        < We bake.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
        > lemon
        < How many slices?
        | [‹ Back] [✕ Cancel]
        > 3
        < 3 it is.
        |
        | 3 slices of Lemon?
        | [Yes] [No] [‹ Back] [✕ Cancel]
        > [‹ Back]
        < How many slices?
        | [‹ Back] [✕ Cancel]
        > /back
        < We bake.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
        > back
        < This is the first question. To stop, send /cancel.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
    """)


def test_cancel_saves_nothing_and_the_next_message_is_no_answer(play):
    play("""
        @lan
        > /cake
        < We bake.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
        > plum
        < How many slices?
        | [‹ Back] [✕ Cancel]
        > /huy
        < All right, stopped.
        |
        | What would you like to do?
        | [📍 Check in] [✋ Sign up] [📆 My shifts] [🌱 Campaigns] [🏅 My record] [📂 More]
        > /cake
        < We bake.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
        > plum
        < How many slices?
        | [‹ Back] [✕ Cancel]
        > 5
        < 5 it is.
        |
        | 5 slices of Plum?
        | [Yes] [No] [‹ Back] [✕ Cancel]
        > /huy
        < Stopped. What you were doing was not saved.
        |
        | What would you like to do?
        | [📍 Check in] [✋ Sign up] [📆 My shifts] [🌱 Campaigns] [🏅 My record] [📂 More]
        > 3000
        < I didn't get that. Here is what I can do now:
        | [Campaigns] [Sign up] [Coming up] [Help]
    """)


def test_a_no_ends_it_and_saves_nothing(play, world):
    play("""
        @lan
        > /cake
        < We bake.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
        > plum
        < How many slices?
        | [‹ Back] [✕ Cancel]
        > 5
        < 5 it is.
        |
        | 5 slices of Plum?
        | [Yes] [No] [‹ Back] [✕ Cancel]
        > không
        < All right, nothing was changed.
    """)
    assert written(world, "Plum 5") == 0


def test_a_new_command_ends_the_running_one_and_says_so(play):
    play("""
        @lan
        > /cake
        < We bake.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
        > plum
        < How many slices?
        | [‹ Back] [✕ Cancel]
        > 5
        < 5 it is.
        |
        | 5 slices of Plum?
        | [Yes] [No] [‹ Back] [✕ Cancel]
        > /greet
        < “Cake” ends here, unfinished.
        |
        | What is your name?
        | [✕ Cancel]
        > /cake
        < We bake.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
        > plum
        < How many slices?
        | [‹ Back] [✕ Cancel]
        > /greet
        < What is your name?
        | [✕ Cancel]
    """)


# Buttons --------------------------------------------------------------------------------------------------------------


def test_a_stale_button_answers_nothing_and_the_open_question_is_asked_again(play):
    play("""
        @lan
        > /cake
        < We bake.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
        > [Apple]
        < How many slices?
        | [‹ Back] [✕ Cancel]
        > [stale: Plum]
        < That button belongs to an earlier question. This one is open now:
        |
        | How many slices?
        | [‹ Back] [✕ Cancel]
        > 2
        < 2 it is.
        |
        | 2 slices of Apple?
        | [Yes] [No] [‹ Back] [✕ Cancel]
        > [stale: ✕ Cancel]
        < That button belongs to an earlier question. This one is open now:
        |
        | 2 slices of Apple?
        | [Yes] [No] [‹ Back] [✕ Cancel]
    """)


def test_a_doubled_button_counts_once(play, world):
    play("""
        @lan
        > /cake
        < We bake.
        |
        | Which cake?
        | [Apple] [Lemon] [Plum] [✕ Cancel]
        > [Plum]
        < How many slices?
        | [‹ Back] [✕ Cancel]
        > 7
        < 7 it is.
        |
        | 7 slices of Plum?
        | [Yes] [No] [‹ Back] [✕ Cancel]
        > [Yes]
        < Done.
        > (again)
        > [stale: Yes]
        < What would you like to do?
        | [📍 Check in] [✋ Sign up] [📆 My shifts] [🌱 Campaigns] [🏅 My record] [📂 More]
    """)
    assert world.one("SELECT count(*) FROM outbox WHERE body LIKE '%Done.%'") == 1


@pytest.mark.parametrize("choice", ["9:9", "1:9", "1:", ":", "1:²", "1:0:0", "", "x", "1:-1", "1:yes"])
def test_a_forged_button_answers_nothing(world, choice):
    asked = Asked(id=1, step="kind", choices=[Shown(key="yes", label="Yes"), Shown(key="no", label="No")])
    message = Incoming(channel="telegram", address="lan", key="k", at=world.now, kind="choice", choice=choice)
    assert resolve(message, asked) is None


# Facts that change between a question and its answer ------------------------------------------------------------------


@conversation("offer", title=_("Offer"))
def offer(chat: Chat) -> None:
    open_now = [unit.name for unit in units.all_open(chat.tx) if unit.name.startswith("Kiosk")]
    kiosk = chat.choose("kiosk", "Which kiosk?", options(*open_now))
    price = max((len(unit.name) for unit in units.all_open(chat.tx) if unit.name.startswith("Price")), default=0)
    chat.confirm("sure", f"{kiosk} at {price}?")
    write(chat, f"Bought at {price}")
    chat.say(f"Yours for {price}.")


def put(world, *names: str) -> None:
    with world.change() as tx:
        for name in names:
            units.add(tx, None, "branch", name)


def take_away(world, name: str) -> None:
    with world.change() as tx:
        tx.connection.execute("UPDATE units SET closed_at = ? WHERE name = ?", (tx.now, name))


@pytest.fixture
def talk(world):
    """Plays line by line: `talk("> Lemon")` returns the lines that are heard, without their marks.

    How to go back or stop, which stands below every typed question, is left out where it stands alone.
    """
    player = Player(world, Scenario(None, "line by line", (), 1))
    alone = {"", "[✕ Cancel]", "[‹ Back] [✕ Cancel]"}
    return lambda line: [heard[2:] for heard in player.step(line) if heard[2:] not in alone]


def test_a_confirmation_is_asked_again_if_its_facts_changed(world, talk):
    put(world, "Kiosk A", "Kiosk B")
    talk("@lan"), talk("> /offer"), talk("> Kiosk A")
    put(world, "Price!")
    assert talk("> yes")[:2] == ["Something has changed since I asked. Please look again.", "Kiosk A at 6?"]
    assert written(world, "Bought at 0") == 0
    assert talk("> yes") == ["Yours for 6."]


def test_a_confirmed_answer_holds_only_while_its_facts_do(world, talk):
    put(world, "Kiosk A", "Kiosk B")
    talk("@lan"), talk("> /offer"), talk("> Kiosk A")
    take_away(world, "Kiosk A")
    heard = talk("> yes")
    assert heard[:3] == [
        "Something has changed meanwhile, so I ask this again.",
        "Which kiosk?",
        "[Kiosk B] [✕ Cancel]",
    ]
    assert written(world, "Bought at 0") == 0


def test_an_option_that_closed_is_not_taken(world, talk):
    put(world, "Kiosk A", "Kiosk B")
    talk("@lan"), talk("> /offer")
    take_away(world, "Kiosk A")
    heard = talk("> [Kiosk A]")
    assert heard[0] == "That one is no longer open. Here is what there is now."
    assert heard[2] == "[Kiosk B] [✕ Cancel]"


def test_a_number_means_what_was_shown_not_what_stands_there_now(world, talk):
    put(world, "Kiosk B", "Kiosk C")
    talk("@lan"), talk("> /offer")
    put(world, "Kiosk A")
    assert talk("> 2")[0] == "Kiosk C at 0?"


# Writes ---------------------------------------------------------------------------------------------------------------


@conversation("greedy", title=_("Greedy"))
def greedy(chat: Chat) -> None:
    write(chat, "Too early")
    chat.ask("then", "And then?", str)


@conversation("refuse", title=_("Refuse"))
def refuse(chat: Chat) -> None:
    amount = chat.ask("amount", "How much?", whole)
    write(chat, "Written")
    chat.say("Written!")
    if amount == 100:
        raise Bad(_("That is far too much."))
    if amount > 10:
        raise Refused(_("That is too much."))
    if amount == 10:
        chat.stop("Just so.")
    if amount == 9:
        chat.goto(greet.declared)


@conversation("count", title=_("Count"))
def count(chat: Chat) -> None:
    def even(text: str) -> int:
        if whole(text) % 2:
            raise Bad(_("That is odd."), then=lambda tx: units.add(tx, None, "branch", f"odd {text}") and None)
        return whole(text)

    chat.ask("even", "An even number?", even)
    chat.say("Even!")


def test_a_question_after_a_write_is_a_mistake_of_ours(world, talk):
    talk("@lan")
    with pytest.raises(QuestionAfterWriteError):
        talk("> /greedy")
    assert written(world, "Too early") == 0


def test_a_refusal_undoes_what_was_written_and_said(world, talk):
    talk("@lan"), talk("> /refuse")
    assert talk("> 11") == ["That is too much."]
    assert written(world, "Written") == 0
    assert talk("> 12")[0] == "I didn't get that. Here is what I can do now:"


def test_an_answer_that_no_question_minds_ends_it_with_its_sentence(world, talk):
    talk("@lan"), talk("> /refuse")
    assert talk("> 100") == ["That is far too much."]
    assert written(world, "Written") == 0
    assert talk("> 12")[0] == "I didn't get that. Here is what I can do now:"


def test_an_end_of_its_own_keeps_what_was_written(world, talk):
    talk("@lan"), talk("> /refuse")
    assert talk("> 10") == ["Written!", "Just so."]
    assert written(world, "Written") == 1


def test_handing_over_keeps_what_was_written_and_asks_the_next_question(world, talk):
    talk("@lan"), talk("> /refuse")
    assert talk("> 9") == ["Written!", "What is your name?"]
    assert written(world, "Written") == 1
    assert talk("> Huy")[0] == "Hello, Huy!"


def test_a_wrong_try_is_recorded_although_the_question_is_asked_again(world, talk):
    talk("@lan"), talk("> /count")
    assert talk("> 3") == ["That is odd.", "An even number?"]
    assert written(world, "odd 3") == 1
    assert talk("> 4") == ["Even!"]


# What people type -----------------------------------------------------------------------------------------------------


@conversation("greet", title=_("Greet"))
def greet(chat: Chat) -> None:
    name = chat.ask("name", "What is your name?", str)
    chat.say(f"Hello, {name}!")


def test_huy_is_also_a_name(talk):
    talk("@lan"), talk("> /greet")
    assert talk("> Huy") == ["Hello, Huy!"]


@pytest.mark.parametrize("word", ["/huy", "/cancel", "Hủy", "huỷ", "/HUY"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_cancel_where_one_types_freely(talk, word, form):
    talk("@lan"), talk("> /greet")
    assert talk("> " + unicodedata.normalize(form, word))[0] == "All right, stopped."


@pytest.mark.parametrize("word", ["/lui", "/back", "Quay lại", "‹ Quay lại"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_back_where_one_types_freely(talk, word, form):
    talk("@lan"), talk("> /cake"), talk("> 1")
    assert talk("> " + unicodedata.normalize(form, word))[1] == "Which cake?"


def test_an_unknown_command_is_no_answer(talk):
    talk("@lan"), talk("> /greet")
    assert talk("> /nonsense") == ["I don't know that command. To stop, send /cancel.", "What is your name?"]
    assert talk("> Huy") == ["Hello, Huy!"]


def asked(*labels: str) -> Asked:
    return Asked(id=1, step="s", choices=[Shown(key=f"k{at}", label=label) for at, label in enumerate(labels, 1)])


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("1", "k1"),
        ("2.", "k2"),
        ("#3", "k3"),
        ("3)", "k3"),
        (" 2 ", "k2"),
        ("4", None),
        ("0", None),
        ("12", None),
        ("ấp 2", None),
        ("k2", None),
        ("Trồng cây xanh", "k1"),
        ("trong cay xanh", "k1"),
        ("TRỒNG CÂY", "k1"),
        ("trồng", "k1"),
        ("dien", "k3"),
        (unicodedata.normalize("NFD", "Trồng cây xanh"), "k1"),
        (unicodedata.normalize("NFD", "Điện"), "k3"),
        ("hiến", "k2"),
        ("cay", "k1"),
        ("máu", "k2"),
        ("xyz", None),
        ("", None),
        ("!!!", None),
        ("trồng lúa", None),
        ("1 2", None),
    ],
)
def test_a_choice_is_read_as_people_type_it(world, typed, key):
    question = asked("Trồng cây xanh", "Hiến máu", "Điện cho em")
    message = Incoming(channel="plain", address="bao", key="k", at=world.now, kind="text", text=typed)
    assert resolve(message, question) == key


def test_a_label_wins_over_a_number(world):
    message = Incoming(channel="plain", address="bao", key="k", at=world.now, kind="text", text="2")
    assert resolve(message, asked("3", "2", "1")) == "k2"


def test_what_fits_two_labels_fits_none(world):
    message = Incoming(channel="plain", address="bao", key="k", at=world.now, kind="text", text="ấp đại")
    assert resolve(message, asked("Chi đoàn Ấp Đại Ân", "Chi đoàn Ấp Đại Nghĩa Thắng")) is None


@pytest.mark.parametrize(
    ("typed", "key"), [("có", "yes"), ("Dạ", "yes"), ("ok", "yes"), ("ko", "no"), ("không", "no"), ("chắc vậy", None)]
)
def test_yes_and_no_in_many_words(world, typed, key):
    question = Asked(id=1, step="s", choices=[Shown(key="yes", label="Đúng"), Shown(key="no", label="Sai")])
    message = Incoming(channel="plain", address="bao", key="k", at=world.now, kind="text", text=typed)
    assert resolve(message, question) == key


def test_what_is_no_text_gets_a_word_where_one_types(play):
    play("""
        @lan
        > /greet
        < What is your name?
        | [✕ Cancel]
        > (sticker)
        < Nice one! 😊 I can only read words, though: tell me what you'd like to do.
        |
        | What is your name?
        | [✕ Cancel]
        > (edited Lan)
        < I only read new messages. If you changed an answer, please send it again.
        > Lan
        < Hello, Lan!
        > (sticker)
        < Nice one! 😊 I can only read words, though: tell me what you'd like to do.
        |
        | What would you like to do?
        | [📍 Check in] [✋ Sign up] [📆 My shifts] [🌱 Campaigns] [🏅 My record] [📂 More]
    """)


# Pages ----------------------------------------------------------------------------------------------------------------


@conversation("many", title=_("Many"))
def many(chat: Chat) -> None:
    chat.say(f"You took {chat.choose('which', 'Which one?', options(*[f'Item {n}' for n in range(1, 21)]))}.")


def test_many_options_come_in_pages_and_a_number_counts_on_its_page(play):
    play("""
        @bao
        > /many
        < Which one?
        |
        | 1. Item 1
        | 2. Item 2
        | 3. Item 3
        | 4. Item 4
        | 5. Item 5
        | 6. Item 6
        | 7. Item 7
        | 8. Item 8
        |
        | “more” shows more · type “cancel” to stop
        > xem thêm
        < Which one?
        |
        | 1. Item 9
        | 2. Item 10
        | 3. Item 11
        | 4. Item 12
        | 5. Item 13
        | 6. Item 14
        | 7. Item 15
        | 8. Item 16
        |
        | “more” shows more · type “cancel” to stop
        > 3
        < You took Item 11.
    """)


def test_a_stale_button_keeps_the_page(talk):
    talk("@lan"), talk("> /many"), talk("> [More…]")
    heard = talk("> [stale: Item 1]")
    assert heard[0].startswith("That button belongs to an earlier question.")
    assert heard[2].startswith("[Item 9]")


# One of many, or something typed --------------------------------------------------------------------------------------


@conversation("where", title=_("Where"))
def where(chat: Chat) -> None:
    answer = chat.choose_or_type("where", "Where do you live?", options("Mỹ Xuyên", "Kế Sách"))
    chat.say(f"Typed: {answer.text}" if isinstance(answer, Typed) else f"Chosen: {answer}")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("my xuyen", "Chosen: Mỹ Xuyên"),
        ("2", "Chosen: Kế Sách"),
        ("[Kế Sách]", "Chosen: Kế Sách"),
        ("Long Phú", "Typed: Long Phú"),
        ("Huy", "Typed: Huy"),
        ("điểm danh sau", "Typed: điểm danh sau"),
    ],
)
def test_choose_or_type(talk, said, heard):
    talk("@lan"), talk("> /where")
    assert talk(f"> {said}") == [heard]


# Photos ---------------------------------------------------------------------------------------------------------------


@conversation("album", title=_("Album"))
def album(chat: Chat) -> None:
    photos = ask_photos(chat, "photos", "Send photos.", most=3)
    note = chat.ask("note", "A note?", str)
    chat.say(f"{note}: {[photo.vendor_id for photo in photos]}")


def test_photos_until_done(play):
    play("""
        @lan
        > /album
        < Send photos.
        | [Done] [✕ Cancel]
        > (photo)
        < I have 1 photo. Send more, or choose “Done”.
        | [Done] [Remove the photo] [✕ Cancel]
        > hello
        < Send a photo, or choose “Done”.
        |
        | I have 1 photo. Send more, or choose “Done”.
        | [Done] [Remove the photo] [✕ Cancel]
        ! restart
        > (photo)
        < I have 2 photos. Send more, or choose “Done”.
        | [Done] [Remove the photos] [✕ Cancel]
        > xong
        < A note?
        | [‹ Back] [✕ Cancel]
        > All well
        < All well: ['photo-2', 'photo-4']
    """)


@pytest.mark.parametrize("sent", [1, 2])
def test_photos_survive_going_back(talk, sent):
    """From the question behind them, and from their own to the one before."""
    for line in ("@lan", "> /scrapbook", "> Lan", *["> (photo)"] * sent):
        talk(line)
    assert talk("> /lui") == ["Whose?"]
    assert talk("> An")[0].startswith(f"I have {sent} photo")
    talk("> Done")
    assert talk("> /lui")[0].startswith(f"I have {sent} photo")
    assert talk("> Done") == ["A note?"]
    assert talk("> x") == [f"An: {sent}"]


@conversation("scrapbook", title=_("Scrapbook"))
def scrapbook(chat: Chat) -> None:
    whose = chat.ask("whose", "Whose?", str)
    photos = ask_photos(chat, "photos", "Send photos.", most=3)
    chat.ask("note", "A note?", str)
    chat.say(f"{whose}: {len(photos)}")


def test_photos_can_be_removed_and_do_not_come_back(talk):
    for line in ("@lan", "> /scrapbook", "> Lan", "> (photo)", "> (photo)"):
        talk(line)
    assert talk("> [Remove]")[0] == "Send photos."
    talk("> /lui")
    assert talk("> An")[0] == "Send photos."
    talk("> (photo)"), talk("> Done")
    assert talk("> x") == ["An: 1"]


def test_the_same_photo_counts_once(talk):
    for line in ("@lan", "> /scrapbook", "> Lan", "> (photo one)"):
        talk(line)
    assert talk("> (photo one)")[0] == "I already have that photo, so it counts once."
    talk("> (photo two)")
    assert talk("> (photo one)")[-2].startswith("I have 2 photos")
    talk("> Done")
    assert talk("> x") == ["Lan: 2"]


def test_as_many_photos_as_are_taken_end_the_question(talk):
    talk("@lan"), talk("> /album"), talk("> (photo)"), talk("> (photo)")
    assert talk("> (photo)") == ["A note?"]


def test_a_stale_done_keeps_the_photos_that_came_meanwhile(talk):
    talk("@lan"), talk("> /album"), talk("> (photo)"), talk("> (photo)")
    heard = talk("> [stale: Done]")
    assert heard[:2] == [
        "That button belongs to an earlier question. This one is open now:",
        "I have 2 photos. Send more, or choose “Done”.",
    ]
    talk("> [Done]")
    assert talk("> Two") == ["Two: ['photo-2', 'photo-3']"]


# Looking it over ------------------------------------------------------------------------------------------------------


@conversation("form", title=_("Form"))
def form(chat: Chat) -> None:
    kind = chat.choose("kind", "Fruit or herb?", options("Fruit", "Herb"))
    which = chat.choose("which", f"Which {kind}?", options(*(["Apple", "Plum"] if kind == "Fruit" else ["Mint"])))
    much = chat.ask("much", "How much?", whole)
    lines = [("kind", _("Kind"), kind), ("which", _("Which"), which), ("much", _("Amount"), str(much))]
    chat.review("right", lines)
    chat.say(f"{much} {which}.")


FILLED = """
    @lan
    > /form
    < Fruit or herb?
    | [Fruit] [Herb] [✕ Cancel]
    > fruit
    < Which Fruit?
    | [Apple] [Plum] [‹ Back] [✕ Cancel]
    > plum
    < How much?
    | [‹ Back] [✕ Cancel]
    > 5
    < Please look it over:
    | • Kind: Fruit
    | • Which: Plum
    | • Amount: 5
    |
    | Is all of it right?
    | [Yes] [Correct: Kind] [Correct: Which] [Correct: Amount] [‹ Back] [✕ Cancel]
"""


def test_a_correction_keeps_the_later_answers_whose_question_is_the_same(play):
    play(
        FILLED
        + """
    > [Correct: Which]
    < Which Fruit?
    | [Apple] [Plum] [‹ Back] [✕ Cancel]
    > apple
    < Please look it over:
    | • Kind: Fruit
    | • Which: Apple
    | • Amount: 5
    |
    | Is all of it right?
    | [Yes] [Correct: Kind] [Correct: Which] [Correct: Amount] [‹ Back] [✕ Cancel]
    > yes
    < 5 Apple.
    """
    )


def test_a_correction_asks_again_what_its_change_touches_and_no_more(play):
    play(
        FILLED
        + """
    > [Correct: Kind]
    < Fruit or herb?
    | [Fruit] [Herb] [‹ Back] [✕ Cancel]
    ! restart
    > herb
    < Which Herb?
    | [Mint] [‹ Back] [✕ Cancel]
    > mint
    < Please look it over:
    | • Kind: Herb
    | • Which: Mint
    | • Amount: 5
    |
    | Is all of it right?
    | [Yes] [Correct: Kind] [Correct: Which] [Correct: Amount] [‹ Back] [✕ Cancel]
    """
    )


FILLED_IN = ("@lan", "> /form", "> fruit", "> plum", "> 5")
CORRECTIONS = {  # what is corrected -> answers given since, each with the question that it leaves open
    "Kind": ["herb", "mint"],
    "Which": [],
    "Amount": [],
}


@pytest.mark.parametrize(
    ("what", "given"), [(what, n) for what, told in CORRECTIONS.items() for n in range(max(1, len(told)))]
)
def test_going_back_inside_a_correction_ends_at_the_review_as_it_stood(talk, what, given):
    """From the corrected question at once; after answers to what the correction touched, one question at a time."""
    review = [talk(line) for line in FILLED_IN][-1]
    asked = [talk(f"> [Correct: {what}]"), *(talk(f"> {answer}") for answer in CORRECTIONS[what][:given])]
    for question in [*reversed(asked[:-1]), review]:
        assert talk("> /lui") == question
    assert talk("> yes") == ["5 Plum."]


def test_going_back_inside_a_correction_survives_a_restart_and_can_be_done_again(talk):
    review = [talk(line) for line in FILLED_IN][-1]
    for what in ("Amount", "Which", "Kind", "Amount"):
        talk(f"> [Correct: {what}]"), talk("! restart")
        assert talk("> /lui") == review
    assert talk("> [Correct: Amount]") == ["How much?"]
    assert "• Amount: 7" in talk("> 7")
    assert talk("> /lui") == ["How much?"]  # the review is reached: from here back is the question before
    assert "• Amount: 8" in talk("> 8")


@conversation("supper", title=_("Supper"))
def supper(chat: Chat) -> None:
    """Each way of asking, with a question that names the dish and answers that fit every dish."""
    dish = chat.ask("dish", "Which dish?", str)
    much = chat.ask("much", f"How much {dish}?", whole)
    size = chat.choose("size", f"{dish} on which plate?", options("Small", "Large"))
    where = ask_location(chat, "where", f"Where is the {dish} eaten?")
    album = ask_photos(chat, "photos", f"Photos of the {dish}?", most=2)
    guests = chat.ask("guests", "How many guests?", whole)
    lines = [("dish", _("Dish"), dish), ("guests", _("Guests"), str(guests))]
    chat.review("right", lines, text=f"{much} {size} {dish} at {where.latitude}, {len(album)} photos, {guests} guests?")
    chat.say("Enjoy.")


DISHES = ("How much {}?", "{} on which plate?", "Where is the {} eaten?", "Photos of the {}?")


def serve(talk) -> None:
    for said in ("@lan", "> /supper", "> Soup", "> 5", "> Large", "> (location 9.5,105.5)", "> (photo)", "> Done"):
        talk(said)
    assert talk("> 3")[0] == "5 Large Soup at 9.5, 1 photos, 3 guests?"
    assert talk("> [Correct: Dish]") == ["Which dish?"]


def test_a_kept_answer_does_not_come_back_to_a_question_that_has_changed(talk):
    """Each is asked anew although the old answer would be valid; the one whose question is the same comes back."""
    serve(talk)
    answers = ("> Rice", "> 7", "> Small", "> (location 8.5,105.5)", "> Done")
    heard = [talk(said)[0] for said in answers]
    assert heard == [
        *(question.format("Rice") for question in DISHES),
        "7 Small Rice at 8.5, 0 photos, 3 guests?",
    ]


def test_all_kept_answers_come_back_when_nothing_was_changed(talk):
    serve(talk)
    assert talk("> Soup")[0] == "5 Large Soup at 9.5, 1 photos, 3 guests?"


def test_an_answer_kept_for_another_question_is_not_kept_for_later(talk):
    """Soup, corrected to rice and back to soup: what was said of the soup is not remembered beyond one correction."""
    serve(talk)
    assert talk("> Rice") == ["How much Rice?"]
    talk("> 7"), talk("> Small"), talk("> (location 8.5,105.5)"), talk("> Done")
    assert talk("> [Correct: Dish]") == ["Which dish?"]
    assert talk("> Soup") == ["How much Soup?"]


def test_a_stale_button_during_a_correction_loses_nothing(play):
    play(
        FILLED
        + """
    > [Correct: Which]
    < Which Fruit?
    | [Apple] [Plum] [‹ Back] [✕ Cancel]
    > [stale: Yes]
    < That button belongs to an earlier question. This one is open now:
    |
    | Which Fruit?
    | [Apple] [Plum] [‹ Back] [✕ Cancel]
    > apple
    < Please look it over:
    | • Kind: Fruit
    | • Which: Apple
    | • Amount: 5
    |
    | Is all of it right?
    | [Yes] [Correct: Kind] [Correct: Which] [Correct: Amount] [‹ Back] [✕ Cancel]
    """
    )


# Who may, and where ---------------------------------------------------------------------------------------------------


def test_a_group_gets_one_line_that_points_to_the_private_chat(play):
    play("""
        @lan
        > (group /cake)
        < I only chat one-to-one. Open a chat with me here: https://t.me/diemdanh_bot
    """)


def test_unfinished_conversations_are_erased_after_a_day(world, talk):
    from storage.messages import chats

    talk("@lan"), talk("> /cake"), talk("! clock +23h")
    with world.change() as tx:
        assert chats.erase_unfinished(tx) == 0
    talk("! clock +2h")
    with world.change() as tx:
        assert chats.erase_unfinished(tx) == 1
    assert talk("> apple")[0] == "I didn't get that. Here is what I can do now:"


def test_a_late_message_happens_when_it_was_sent(talk, monkeypatch):
    """A backlog refuses no honest check-in: the update's own time is its `now`."""

    @conversation("time", title=_("Time"))
    def time(chat: Chat) -> None:
        chat.say(_("{at:time}", at=chat.tx.now))

    time.register(monkeypatch)
    talk("@lan 08:15")
    assert talk("> /time") == ["08:15"]


# Suggestions, and what settles itself ---------------------------------------------------------------------------------


@conversation("tea", title=_("Tea"))
def tea(chat: Chat) -> None:
    chat.choose("kind", "Which tea?", options("Green"), settle=True)
    spoons = chat.ask("spoons", "How many spoons?", whole, hints=["2"])
    chat.ask("minutes", f"{spoons} spoons. How long?", whole, hints=["5"])
    chat.say("Enjoy.")


def test_a_suggestion_is_pressed_or_typed_over_and_never_numbered(play):
    play("""
        @bao
        > /tea
        < How many spoons?
        |
        | – 2
        |
        | /cancel to stop
        > 1
        < 1 spoons. How long?
        |
        | – 5
        |
        | /back to go back · /cancel to stop
        @lan
        > /tea
        < How many spoons?
        | [2] [✕ Cancel]
        > [2]
        < 2 spoons. How long?
        | [5] [‹ Back] [✕ Cancel]
    """)


def test_back_passes_over_what_settled_itself(play):
    play("""
        @lan
        > /tea
        < How many spoons?
        | [2] [✕ Cancel]
        > /lui
        < This is the first question. To stop, send /cancel.
        |
        | How many spoons?
        | [2] [✕ Cancel]
        > 3
        < 3 spoons. How long?
        | [5] [‹ Back] [✕ Cancel]
        > [‹ Back]
        < How many spoons?
        | [2] [✕ Cancel]
    """)


# What settles itself, and can be corrected ----------------------------------------------------------------------------


@conversation("picnic", title=_("Picnic"))
def picnic(chat: Chat) -> None:
    """Some of it is usual."""
    guests = chat.ask("guests", _("How many guests?"), whole)
    chat.settle("chairs", guests)
    chairs = chat.ask("chairs", _("How many chairs?"), whole)
    place = chat.ask("place", _("Where?"), str, located=lambda at: f"at {at.latitude}, {at.longitude}")
    if place == "nowhere":
        chat.ask_again("place", _("There is no such place."))
    lines = [("guests", _("Guests"), str(guests)), ("chairs", _("Chairs"), str(chairs)), ("place", _("Place"), place)]
    chat.review(
        "sure", lines, text=_("{guests} guests, {chairs} chairs, {place}?", guests=guests, chairs=chairs, place=place)
    )
    chat.say(_("See you there."))


def test_what_settles_itself_is_not_asked_but_can_be_corrected_and_then_stays(play):
    play("""
        @lan
        > /picnic
        < How many guests?
        | [✕ Cancel]
        > 4
        < Where?
        | [‹ Back] [✕ Cancel]
        > nowhere
        < There is no such place.
        |
        | Where?
        | [‹ Back] [✕ Cancel]
        > (location 9.5,105.5)
        < 4 guests, 4 chairs, at 9.5, 105.5?
        | [Yes] [Correct: Guests] [Correct: Chairs] [Correct: Place] [‹ Back] [✕ Cancel]
        > [Correct: Guests]
        < How many guests?
        | [‹ Back] [✕ Cancel]
        > 6
        < 6 guests, 6 chairs, at 9.5, 105.5?
        | [Yes] [Correct: Guests] [Correct: Chairs] [Correct: Place] [‹ Back] [✕ Cancel]
        > [Correct: Chairs]
        < How many chairs?
        | [‹ Back] [✕ Cancel]
        > 2
        < 6 guests, 2 chairs, at 9.5, 105.5?
        | [Yes] [Correct: Guests] [Correct: Chairs] [Correct: Place] [‹ Back] [✕ Cancel]
        > [Correct: Guests]
        < How many guests?
        | [‹ Back] [✕ Cancel]
        > 7
        < 7 guests, 2 chairs, at 9.5, 105.5?
        | [Yes] [Correct: Guests] [Correct: Chairs] [Correct: Place] [‹ Back] [✕ Cancel]
        ! restart
        > [Yes]
        < See you there.
    """)
