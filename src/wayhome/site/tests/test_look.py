"""The parts say in words what they show by shape and colour, and never trust what a person wrote."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from wayhome.journey.engine import stations
from wayhome.site.templatetags import look, pictures

NOW = datetime(2026, 10, 14, 2, 5, tzinfo=UTC)


def shown(source, **context):
    return Template("{% load look %}" + source).render(Context(context))


@pytest.mark.parametrize("code", ["A1", "B2", "C3"])
def test_a_sure_grade_is_solid(code):
    assert 'class="grade"' in shown("{% grade s i %}", s=code[0], i=code[1])


@pytest.mark.parametrize("code", ["D1", "F6", "A4", "E5"])
def test_a_doubtful_grade_is_dashed(code):
    assert 'class="grade doubtful"' in shown("{% grade s i %}", s=code[0], i=code[1])


def test_a_grade_says_what_it_means():
    assert "grade B2: Usually reliable; Probably true" in shown('{% grade "B" "2" %}')


def test_what_nobody_graded_is_not_called_doubtful():
    assert 'class="grade ungraded"' in shown("{% grade s i %}", s="", i="")


def test_a_shape_is_also_said():
    html = shown('{% person name shape="child" url="/people/1" %}', name="Lina")
    assert '<a class="person is-child" href="/people/1"><bdi>Lina</bdi><span class="unseen">, child</span></a>' in html


def test_a_name_is_shown_as_text_whatever_it_holds():
    for tag in ("{% person t %}", "{% reference t copy=True %}", "{% marked t spans %}", "{{ t|known }}"):
        html = shown(tag, t='<b onclick="x">', spans=[(0, 3, 1)])
        assert "<b " not in html


def test_a_clock_reads_the_time_of_the_page():
    html = shown("{% clock due %}", due=NOW - timedelta(hours=1), now=NOW)
    assert 'class="clock late" datetime="2026-10-14T01:05:00+00:00"' in html
    assert "1 h late" in html
    assert "25 min</time>" in shown("{% clock due short=True %}", due=NOW + timedelta(minutes=25), now=NOW)
    assert "no limit" in shown("{% clock due %}", due=None, now=NOW)


def test_the_reasons_of_an_urgency_add_up_to_the_decimal():
    reasons = [{"label": "now", "weight": 3.0, "danger": True}, {"label": "known", "weight": 2.8}]
    html = shown("{% urgency_sum reasons %}", reasons=reasons)
    assert html.count("<dt>") == 3
    assert "<dd>5.8</dd>" in html


def test_an_urgency_without_a_reason_is_nought_and_says_so():
    assert "no reason found" in shown("{% urgency_sum reasons %}", reasons=[])
    assert "<rect" not in shown("{% urgency_bar reasons %}", reasons=[])


@given(weights=st.lists(st.floats(-5, 20), max_size=12))
def test_the_bar_of_an_urgency_never_leaves_its_box(weights):
    drawn = pictures.urgency_weights([{"weight": weight} for weight in weights])
    assert len(drawn) == sum(weight > 0 for weight in weights)
    assert all(float(one.x) + float(one.width) <= pictures.URGENCY_WIDTH + 0.2 for one in drawn)


def test_marks_stand_under_what_was_read():
    html = shown("{% marked t spans %}", t="at 18:20 a girl", spans=[(3, 8, 1), (9, 15, 2)])
    assert html == "at <mark>18:20<sup>1</sup></mark> <mark>a girl<sup>2</sup></mark>"


@given(
    text=st.text(st.characters(exclude_characters="<>&'\""), max_size=40),
    spans=st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50), st.integers(1, 9)), max_size=8),
)
def test_a_mark_never_loses_a_letter_of_the_source(text, spans):
    plain = look.marked(text, [(start, end, "") for start, end, _ in spans])
    for tag in ("<mark>", "</mark>", "<sup>", "</sup>"):
        plain = plain.replace(tag, "")
    assert plain == text


def test_one_case_stands_where_it_stands():
    stops = [{"key": "tip", "label": "Tip", "state": "passed"}, {"key": "linked", "label": "Linked", "state": "here"}]
    html = shown("{% own_line stops %}", stops=stops)
    assert "Stands at Linked, station 2 of 2. Passed: Tip." in html


@pytest.mark.parametrize("states", [["ahead"], ["passed", "passed"], [], ["here"]])
def test_a_case_that_stands_nowhere_is_drawn_too(states):
    drawn = pictures.own_line([{"key": "x", "label": "X", "state": state} for state in states])
    assert len(drawn.stops) == len(states)


def test_a_pager_keeps_what_the_list_was_narrowed_to():
    request = RequestFactory().get("/tips/", {"channel": ["call", "web"], "page": "2"})
    page = Paginator(range(2500), 25).page(2)
    html = shown("{% pager page %}", page=page, request=request)
    assert "26 to 50 of 2,500" in html
    assert 'href="?channel=call&amp;channel=web&amp;page=3"' in html


@pytest.mark.parametrize(("size", "said"), [(0, "0 B"), (999, "999 B"), (1234, "1.2 kB"), (64_000_000, "64 MB")])
def test_a_file_size_is_said_in_its_largest_unit(size, said):
    assert look.file_size(size) == said


def test_nothing_known_is_said_and_nought_is_a_number():
    assert "not known" in look.known(None)
    assert "not known" in look.known("")
    assert look.known(0) == 0


def test_a_vocabulary_is_read_by_its_code_and_an_unknown_code_stays_visible():
    assert look.term("B", "grades_source") == "Usually reliable"
    assert look.term("Z", "grades_source") == "Z"


def test_every_station_has_a_name():
    assert all(look.station_name(one.key) for one in stations())


def test_folded_text_says_what_it_is_before_it_is_open():
    html = shown('{% folded "Medical note" "Written, 8 lines." %}told{% endfolded %}')
    assert html.startswith(
        '<details class="folded"><summary><b>Medical note.</b> <span>Written, 8 lines.</span></summary>'
    )
    assert "open" not in html.split("<summary>")[0]


def test_pictures_keep_their_numbers_in_every_language():
    with translation.override("de"):
        html = shown("{% urgency_bar reasons %}", reasons=[{"label": "now", "weight": 1.3}])
    assert 'width="10.4"' in html
    assert ">1,3<" in html.replace("<span class", "<")
