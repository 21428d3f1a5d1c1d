"""What the public reads is whole in every language; a catalogue is compiled as it is written."""

import re

import pytest
from django.conf import settings

from tests import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def words_of(message):
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_public_pages_are_whole(language):
    found = messages.catalogue(language)
    asked = [message for message in messages.public() if message.id]
    missing = [
        message.id
        for message in asked
        if (said := found.get(message.id, message.context)) is None or not all(words_of(said))
    ]

    assert len(asked) > 40
    assert not missing, f"python -m tests.messages, then translate: {missing}"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_translation_keeps_its_placeholders(language):
    for message in messages.catalogue(language):
        if message.id and all(words_of(message)):
            wanted = set(PLACEHOLDER.findall(str(message.id)))
            assert set(PLACEHOLDER.findall(" ".join(words_of(message)))) <= wanted, message.id


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    assert messages._path(language, "mo").read_bytes() == messages.compiled(language), "run python -m tests.messages"


def test_every_language_that_is_offered_has_a_catalogue():
    assert {code for code, _ in settings.LANGUAGES} == {"en", *messages.LANGUAGES}
