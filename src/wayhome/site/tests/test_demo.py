"""The made-up story: told once, whole, by real acts; and parts to play that no real house has."""

import pytest
from django.test import Client
from django.urls import include, path

from wayhome.accounts import journal
from wayhome.accounts.door import OPERATOR, scope
from wayhome.accounts.models import JournalLeaf, User
from wayhome.casefile.models import Case, Consent, Statement
from wayhome.site import demo
from wayhome.tips.models import Import, Tip

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

urlpatterns = [path("demo/", include("wayhome.site.demo.urls")), path("", include("wayhome.site.urls"))]


def everything(model):
    return model.everyone_unscoped.all()


@pytest.fixture
def story(settings):
    settings.DEMO = True
    demo.tell_story()


def test_the_story_is_told_once(story):
    before = journal.size()
    demo.tell_story()

    assert journal.size() == before
    assert journal.verify().holds


def test_the_story_shows_what_there_is_to_see(story):
    tips = everything(Tip)
    roles = {role for user in User.objects.all() for role in user.role_grants.values_list("role", flat=True)}

    assert len(roles) == 10
    assert {tip.channel for tip in tips} >= {"hotline", "web_form", "api", "letter", "message", "email", "own_work"}
    assert {tip.state for tip in tips} == {"new", "in_case", "split", "refused"}
    assert {tip.language for tip in tips} >= {"en", "es", "fr", "ar", "uk", "zh", "pt"}
    assert {case.state for case in everything(Case)} == {"open", "waiting", "closed"}
    assert everything(Case).filter(compartment__isnull=False).count() == 1
    assert {statement.state for statement in everything(Statement)} == {"standing", "superseded", "withdrawn"}
    assert {consent.is_given for consent in everything(Consent)} == {True, False}
    done = everything(Import).get()
    assert (done.read, done.stored, done.set_aside) == (9, 8, 1)


def test_some_tips_of_the_story_are_late(story):
    from django.utils import timezone

    late = scope(OPERATOR, "operation", Tip).filter(state="new", due_at__lt=timezone.now())

    assert late.count() >= 3


def test_no_time_in_the_journal_is_made_up(story):
    from datetime import timedelta

    from django.utils import timezone

    first = JournalLeaf.objects.order_by("at").first().at

    assert timezone.now() - first < timedelta(minutes=5)


def test_a_story_that_breaks_off_leaves_nothing(settings, monkeypatch):
    def breaks(*_):
        raise RuntimeError

    monkeypatch.setattr(demo, "tell_cases", breaks)
    with pytest.raises(RuntimeError):
        demo.tell_story()

    assert not User.objects.filter(is_system=False).exists()
    assert journal.size() == 0


def test_a_visitor_chooses_whose_eyes_to_look_through(story):
    browser = Client()
    assert browser.get("/")["Location"] == "/demo/"
    page = browser.get("/demo/").content.decode()
    noor = User.objects.get(name="Noor A.")
    assert "Noor A." in page

    assert browser.post("/demo/", {"person": str(noor.pk)})["Location"] == "/"
    line = browser.get("/").content.decode()
    assert "Noor A." in line
    assert "Exercise" in line
    assert 'href="/demo/"' in line
    assert JournalLeaf.objects.order_by("-seq").filter(verb="act_as").first().actor_id == noor.pk


def test_who_plays_another_part_keeps_nothing_of_the_last(story):
    browser = Client()
    for name in ("Дарина К.", "Noor A."):
        browser.post("/demo/", {"person": str(User.objects.get(name=name).pk)})

    assert browser.get("/history/").status_code == 404


@pytest.mark.parametrize("person", ["", "nobody", "00000000-0000-7000-8000-000000000003"])
def test_only_people_of_the_story_can_be_played(story, person):
    assert Client().post("/demo/", {"person": person}).status_code == 404


def test_a_real_house_has_no_parts_to_play(settings):
    demo.tell_story()
    settings.DEMO = False
    noor = User.objects.get(name="Noor A.")

    assert Client().post("/demo/", {"person": str(noor.pk)}).status_code == 404
    assert "Noor A." not in Client().get("/demo/").content.decode()
    assert Client().get("/")["Location"] == "/sign-in/"


def test_a_real_house_does_not_even_have_the_address():
    from wayhome.site.urls import urlpatterns as real

    assert not [pattern for pattern in real if str(pattern.pattern).startswith("demo")]
