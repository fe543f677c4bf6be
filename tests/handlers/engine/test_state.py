"""What a chat keeps is read back, also as older rows have it."""

from handlers.engine.state import Asked, Running, State


def test_what_was_stored_under_its_older_name_is_still_known():
    stored = '{"running": {"name": "roster", "saved": "Kept.", "asked": {"id": 1, "step": "who", "saved": true}}}'
    running = State.model_validate_json(stored).running
    assert running is not None
    assert running.when_stopped == "Kept."
    assert running.asked is not None
    assert running.asked.nothing_lost


def test_what_is_stored_is_read_back():
    state = State(running=Running(name="roster", when_stopped="Kept.", asked=Asked(id=1, step="", nothing_lost=True)))
    assert State.model_validate_json(state.model_dump_json(exclude_defaults=True)) == state
