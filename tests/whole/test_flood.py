"""The web chat answers as soon while the public door is flooded: docs/security.md has figures of a longer run."""

from __future__ import annotations

from tests.bench.flood import measure


def test_the_chat_is_no_slower_while_the_door_is_flooded():
    """A flood that is answered as fast as it asks takes half of the chat's speed; one that has to wait, nothing."""
    found = measure(1.5)
    assert found.asked_a_second < 200
    assert found.flooded < 3 * found.quiet + 0.05
