"""What the environment says is parsed once, and a wrong word in it is one plain sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import SettingsWrong
from wayhome.site.configuration import Configuration, parse


def test_an_empty_environment_runs_on_a_laptop():
    found = parse({"PATH": "/bin", "HOME": "/root"})

    assert (str(found.home), found.host, found.port) == (".wayhome", "127.0.0.1", 8000)
    assert found.database_url is None
    assert found.address == "http://127.0.0.1:8000"
    assert found.quick_exit_url == "https://www.wikipedia.org/"


def test_an_empty_variable_is_an_unset_one():
    assert parse({"WAYHOME_PORT": "", "WAYHOME_DATABASE_URL": ""}) == parse({})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WAYHOME_PORT", "eighty"),
        ("WAYHOME_PORT", "0"),
        ("WAYHOME_PORT", "65536"),
        ("WAYHOME_BASE_URL", "wayhome.example.org"),
        ("WAYHOME_BASE_URL", "https://wayhome.example.org/path"),
        ("WAYHOME_LANGUAGE", "tlh"),
        ("WAYHOME_TIME_ZONE", "Mars/Olympus"),
        ("WAYHOME_QUICK_EXIT_URL", "javascript:alert(1)"),
        ("WAYHOME_UPLOAD_BYTES_MAX", "many"),
        ("WAYHOME_EMAIL_FROM", "nobody"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_variable_the_value_and_what_is_wanted(variable, value):
    wanted = Configuration.model_fields[variable.removeprefix("WAYHOME_").lower()].description

    with pytest.raises(SettingsWrong) as caught:
        parse({variable: value})

    assert str(caught.value) == f"{variable} is {value!r}, but must be {wanted}."


@pytest.mark.parametrize("variable", ["WAYHOME_DATABASE_URL", "WAYHOME_EMAIL_URL"])
def test_a_wrong_secret_is_not_repeated(variable):
    with pytest.raises(SettingsWrong) as caught:
        parse({variable: "mysql://user:hunter2@host/name"})

    assert variable in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_secret_is_not_shown_when_the_configuration_is_printed():
    assert "hunter2" not in repr(parse({"WAYHOME_DATABASE_URL": "postgresql://user:hunter2@host/name"}))


def test_a_variable_that_nobody_knows_is_refused():
    with pytest.raises(SettingsWrong, match=r"^WAYHOME_PROT is no setting of Wayhome; the settings are WAYHOME_HOME, "):
        parse({"WAYHOME_PROT": "8000"})


def test_a_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "database"
    file.write_text("postgresql://user:hunter2@host/name\n")
    found = parse({"WAYHOME_DATABASE_URL_FILE": str(file)})

    assert found.database_url.get_secret_value() == "postgresql://user:hunter2@host/name"


def test_a_setting_that_is_no_secret_does_not_come_from_a_file(tmp_path):
    with pytest.raises(SettingsWrong, match="WAYHOME_PORT_FILE is no setting"):
        parse({"WAYHOME_PORT_FILE": str(tmp_path)})


def test_a_secret_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(SettingsWrong, match=r"WAYHOME_EMAIL_URL_FILE names .*/absent, which cannot be read"):
        parse({"WAYHOME_EMAIL_URL_FILE": str(tmp_path / "absent")})


def test_a_secret_given_twice_is_refused(tmp_path):
    file = tmp_path / "database"
    file.write_text("postgresql://host/one")

    with pytest.raises(SettingsWrong, match="WAYHOME_DATABASE_URL and WAYHOME_DATABASE_URL_FILE are both set"):
        parse({"WAYHOME_DATABASE_URL": "postgresql://host/two", "WAYHOME_DATABASE_URL_FILE": str(file)})


def test_a_site_that_others_can_reach_needs_its_public_address():
    with pytest.raises(SettingsWrong, match="also set WAYHOME_BASE_URL"):
        parse({"WAYHOME_HOST": "0.0.0.0"})

    found = parse({"WAYHOME_HOST": "0.0.0.0", "WAYHOME_BASE_URL": "https://wayhome.example.org/"})
    assert found.address == "https://wayhome.example.org"
    assert found.is_https


def test_an_address_of_version_six_stands_in_brackets():
    assert parse({"WAYHOME_HOST": "::1"}).address == "http://[::1]:8000"


@given(st.text() | st.from_regex(r"[\s+0]?[0-9]{1,6}(\.0)?\s?", fullmatch=True))
def test_any_text_is_a_port_or_is_refused_by_name(text):
    if not text:
        assert parse({"WAYHOME_PORT": text}).port == 8000
    elif text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535:
        assert parse({"WAYHOME_PORT": text}).port == int(text)
    else:
        with pytest.raises(SettingsWrong, match=r"^WAYHOME_PORT is "):
            parse({"WAYHOME_PORT": text})
