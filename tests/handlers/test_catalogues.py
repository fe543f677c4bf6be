"""Every sentence is there in every language, with the same facts in it."""

from __future__ import annotations

import pytest

from handlers.engine.choices import YES
from handlers.engine.text import LANGUAGES
from handlers.locales.catalogues import extracted, fields, problems


@pytest.fixture(scope="module")
def sentences():
    return extracted()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_complete_and_up_to_date(sentences, language):
    assert problems(language, sentences) == []


def test_the_sentences_are_found(sentences):
    assert YES.message in sentences
    assert any(isinstance(message.id, tuple | list) for message in sentences), "no plurals?"


def test_what_counts_as_a_fact():
    assert fields("{title}, {start:date}") == {"{title}", "{start:date}"}
    assert fields(("{count} seat", "{count} seats of {shift}")) == {"{count}", "{shift}"}
    assert fields("no {} and no { }") == set()
