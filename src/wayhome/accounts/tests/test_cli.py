"""`wayhome accounts` and `wayhome journal`, as an operator types them."""

import re

import pytest
from click.testing import CliRunner
from django.test import Client

from wayhome.accounts import journal
from wayhome.accounts.cli import group, journal_group
from wayhome.accounts.models import User
from wayhome.accounts.tests.cast import cast
from wayhome.kernel.errors import BadInput, NotFound

LINK = re.compile(r"http://\S+(/welcome/[\w-]+/)")


def run(command, *words):
    return CliRunner().invoke(command, words, catch_exceptions=False).output


@pytest.mark.django_db
def test_recovery_in_an_empty_house_makes_the_first_administrator():
    link = LINK.search(run(group, "recover")).group(1)

    assert Client().get(link).status_code == 200


@pytest.mark.django_db
def test_recovery_prints_a_link_that_lets_in():
    cast()
    link = LINK.search(run(group, "recover", "--email", "intake@here.example")).group(1)

    assert "intake@here.example" in Client().get(link).content.decode()
    with pytest.raises(NotFound):
        run(group, "recover", "--email", "nobody@here.example")


@pytest.mark.django_db
def test_a_link_has_the_address_of_the_site_that_runs_here_and_the_set_one_where_none_does(tmp_path, settings):
    cast()
    settings.RUNNING_ADDRESS = tmp_path / "address"
    assert f"{settings.BASE_URL}/welcome/" in run(group, "recover")

    settings.RUNNING_ADDRESS.write_text("http://127.0.0.1:8211\n")
    assert "http://127.0.0.1:8211/welcome/" in run(group, "recover")


@pytest.mark.django_db
def test_an_invitation_from_the_command_line_lets_in():
    cast()
    told = run(
        group, "invite", "--email", "n@here.example", "--name", "Noor", "--role", "intake", "--agency", "Second unit"
    )

    assert Client().get(LINK.search(told).group(1)).status_code == 200
    assert User.objects.get(email="n@here.example").agency.name == "Second unit"
    with pytest.raises(BadInput, match="roles"):
        run(group, "invite", "--email", "m@here.example", "--name", "M", "--role", "king")


@pytest.mark.django_db
def test_the_list_of_accounts_is_one_line_each():
    cast()

    assert len(run(group, "list").splitlines()) == 13


def test_the_roles_are_told_without_a_database():
    told = run(group, "roles")

    assert "intake: Takes calls" in told
    assert "  case (own): read" in told


@pytest.mark.django_db
def test_size_and_root_are_those_of_the_journal():
    cast()
    size, root = run(journal_group, "root").split()

    assert int(size) == journal.size()
    assert bytes.fromhex(root) == journal.root()


@pytest.mark.django_db
def test_the_last_leaves_are_told_in_their_order():
    cast()
    lines = run(journal_group, "show", "--last", "3").splitlines()

    assert [int(line.split()[0]) for line in lines] == [journal.size() - 2, journal.size() - 1, journal.size()]
    assert "signed in" in lines[-1]
