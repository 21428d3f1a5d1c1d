"""What a date that is only partly known still says: by hand, by law, and at the edges of the calendar."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wayhome.kernel.ages import AgeRange, full_years
from wayhome.kernel.dates import DatePart, PartialDate, Precision
from wayhome.kernel.errors import BadInput
from wayhome.kernel.tests.strategies import days, partial_dates, texts

parse = PartialDate.parse


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2012-03-04", "2012-03-04", "2012-03-04", "day"),
        ("2012-02", "2012-02-01", "2012-02-29", "month"),
        ("2012", "2012-01-01", "2012-12-31", "year"),
        ("2012?", "2012-01-01", "2012-12-31", "year"),
        ("2012~", "2011-01-01", "2013-12-31", "about"),
        ("2012-01~", "2011-12-01", "2012-02-29", "about"),
        ("2012-03-01~", "2012-02-29", "2012-03-02", "about"),
        ("201X", "2010-01-01", "2019-12-31", "interval"),
        ("20XX", "2000-01-01", "2099-12-31", "interval"),
        ("201X%", "2000-01-01", "2029-12-31", "about"),
        ("2012-03/2012-08", "2012-03-01", "2012-08-31", "interval"),
        ("2012-03~/2012-08", "2012-02-01", "2012-08-31", "interval"),
        ("../2012-03", None, "2012-03-31", "before"),
        ("2012-03/..", "2012-03-01", None, "after"),
        ("XXXX", None, None, "unknown"),
        ("0001~", "0001-01-01", "0002-12-31", "about"),
        ("9999~", "9998-01-01", "9999-12-31", "about"),
    ],
)
def test_each_way_to_say_a_date_has_its_days(text, earliest, latest, precision):
    said = parse(text)

    assert (said.earliest and said.earliest.isoformat(), said.latest and said.latest.isoformat()) == (earliest, latest)
    assert said.precision == precision
    assert said.text == text


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        (" 2012 ", "2012"),
        ("2012-XX", "2012"),
        ("2012-XX-XX", "2012"),
        ("2012-03-XX", "2012-03"),
        ("2012-XX~", "2012~"),
        ("/2012", "../2012"),
        ("2012/", "2012/.."),
        ("XXXX/2012", "../2012"),
        ("2012/2012", "2012"),
        ("../..", "XXXX"),
        ("XXXX-XX-XX", "XXXX"),
    ],
)
def test_two_ways_to_say_the_same_are_stored_as_one(text, tidy):
    assert parse(text).text == tidy


@given(texts)
def test_what_is_stored_reads_back_as_it_was(text):
    assert parse(parse(text).text) == parse(text)


@given(partial_dates)
def test_the_first_day_is_never_after_the_last(said):
    assert said.earliest is None or said.latest is None or said.earliest <= said.latest


@given(partial_dates)
def test_only_doubt_is_uncertain_and_doubt_moves_no_day(said):
    doubted = parse(said.text.replace("~", "%") if "~" in said.text else said.text)

    assert said.is_uncertain == ("?" in said.text or "%" in said.text)
    assert (doubted.earliest, doubted.latest) == (said.earliest, said.latest)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "cannot be read"),
        ("12.3.2012", "cannot be read"),
        ("2012-3-4", "cannot be read"),
        ("٢٠١٢", "cannot be read"),
        ("2012-13", "month must be 01 to 12"),
        ("2012-00", "month must be 01 to 12"),
        ("2012-02-30", "day must be 01 to 29"),
        ("2013-02-29", "day must be 01 to 28"),
        ("2012-02-00", "day must be 01 to 29"),
        ("0000", "year must be 0001"),
        ("2012-21", "season"),
        ("2012-XX-04", "leaves out its year or month"),
        ("201X-03", "leaves out its year or month"),
        ("XXXX-03", "leaves out its year or month"),
        ("2012/2013/2014", "two sides"),
        ("2013/2012", "ends before it begins"),
    ],
)
def test_it_says_why_a_date_cannot_be(text, complaint):
    with pytest.raises(BadInput, match=complaint):
        parse(text)


def test_it_does_not_repeat_a_date_of_birth():
    with pytest.raises(BadInput) as refusal:
        parse("17.04.2009")

    assert "2009" not in str(refusal.value)


@given(st.text("0123456789X-/.~?%", max_size=24))
def test_no_text_makes_it_fall_over(text):
    with suppress(BadInput):
        assert parse(parse(text).text) == parse(text)


@given(days, days)
def test_a_date_made_of_days_is_the_date_that_is_read(one, two):
    first, last = sorted((one, two))

    assert PartialDate.on(one) == PartialDate.from_parts(one.year, one.month, one.day) == parse(one.isoformat())
    assert PartialDate.between(first, last).earliest == first
    assert PartialDate.between(first, last).latest == last
    assert (PartialDate.until(one).earliest, PartialDate.until(one).latest) == (None, one)
    assert (PartialDate.since(one).earliest, PartialDate.since(one).latest) == (one, None)


def test_a_time_of_day_is_no_part_of_a_date():
    assert PartialDate.on(datetime(2012, 3, 4, 21, 30)).text == "2012-03-04"


def test_a_day_without_its_month_is_refused():
    with pytest.raises(BadInput, match="needs its month"):
        PartialDate.from_parts(2012, day=4)


@pytest.mark.parametrize(
    ("is_about", "is_uncertain", "text"),
    [(False, False, "2012"), (True, False, "2012~"), (False, True, "2012?"), (True, True, "2012%")],
)
def test_the_qualifiers_are_those_of_the_standard(is_about, is_uncertain, text):
    assert PartialDate.from_parts(2012, is_about=is_about, is_uncertain=is_uncertain).text == text


@given(partial_dates, partial_dates)
def test_of_two_dates_one_is_surely_first_or_they_may_be_the_same_day(one, two):
    answers = [one.is_surely_before(two), two.is_surely_before(one), one.overlaps(two)]

    assert answers.count(True) == 1
    assert one.overlaps(two) == two.overlaps(one)


@given(partial_dates, partial_dates)
def test_the_order_of_a_timeline_never_contradicts_what_is_sure(one, two):
    if one.is_surely_before(two):
        assert one.sort_key() < two.sort_key()


def test_what_is_unknown_stands_at_the_end_of_a_timeline():
    said = [parse(text) for text in ("XXXX", "2012-03", "../2011-12", "2012/..", "2012-03-04")]

    assert [one.text for one in sorted(said, key=PartialDate.sort_key)] == [
        *("../2011-12", "2012/..", "2012-03", "2012-03-04", "XXXX")
    ]


@pytest.mark.parametrize(
    ("born", "day", "years_min", "years_max"),
    [
        ("2009-04-17", "2024-04-16", 14, 14),
        ("2009-04-17", "2024-04-17", 15, 15),
        ("2008-02-29", "2023-02-28", 14, 14),
        ("2008-02-29", "2023-03-01", 15, 15),
        ("2009", "2024-06-01", 14, 15),
        ("2009~", "2024-06-01", 13, 16),
        ("../2009", "2024-06-01", 14, None),
        ("2009/..", "2024-06-01", None, 15),
        ("2024-05/2024-07", "2024-06-01", 0, 0),
        ("2025", "2024-06-01", None, None),
        ("XXXX", "2024-06-01", None, None),
    ],
)
def test_an_age_is_as_exact_as_the_birth(born, day, years_min, years_max):
    assert parse(born).age_on(date.fromisoformat(day)) == AgeRange(years_min, years_max)


@given(partial_dates, days, st.data())
def test_every_day_of_birth_that_fits_has_an_age_within_the_range(birth, day, data):
    first, last = birth.earliest or date.min, min(birth.latest or date.max, day)
    assume(first <= last)
    born = data.draw(st.dates(first, last))
    age = birth.age_on(day)

    assert (age.years_min or 0) <= full_years(born, day)
    assert age.years_max is None or full_years(born, day) <= age.years_max


def test_who_was_fourteen_on_a_day_was_born_in_one_certain_year():
    birth = PartialDate.of_birth(AgeRange(14, 14), parse("2012-03-04"))

    assert birth.text == "1997-03-05/1998-03-04"


def test_who_was_fourteen_on_a_leap_day_was_born_by_the_same_rule():
    # Born 28 February 1998: fourteen on 29 February 2012. Born 1 March 1998: fourteen only the day after.
    birth = PartialDate.of_birth(AgeRange(14, 14), parse("2012-02-29"))

    assert birth.text == "1997-03-01/1998-02-28"


@given(st.integers(0, 120), days)
def test_the_births_of_an_age_are_exactly_those_that_have_it(years, day):
    birth = PartialDate.of_birth(AgeRange(years, years), PartialDate.on(day))

    assert birth.age_on(day) == AgeRange(years, years)
    assert full_years(birth.earliest - timedelta(1), day) == years + 1
    assert full_years(birth.latest + timedelta(1), day) == years - 1


def test_somebody_said_to_be_over_eighteen_was_born_by_a_day():
    assert PartialDate.of_birth(AgeRange(18, None), parse("2024")).text == "../2006-12-31"
    assert PartialDate.of_birth(AgeRange(None, 17), parse("2024")).text == "2006-01-02/.."


def test_an_age_on_an_unknown_day_tells_no_birth():
    assert PartialDate.of_birth(AgeRange(14, 14), PartialDate.unknown()).precision is Precision.UNKNOWN


@pytest.mark.parametrize("age", [AgeRange(-1, 3), AgeRange(3, 131), AgeRange(15, 14)])
def test_an_age_that_cannot_be_is_refused(age):
    with pytest.raises(BadInput, match=r"must be 0 to 130|above the greatest"):
        PartialDate.of_birth(age, parse("2024"))


def test_a_template_gets_the_parts_that_were_said():
    parts = parse("2012-03/2012-08-04~").parts()

    assert (parts.first, parts.last) == (DatePart(2012, 3, None), DatePart(2012, 8, 4))
    assert parts.is_about
    assert not parts.is_uncertain
    assert parse("201X").parts().last == DatePart(2019, None, None)
    assert parse("../2012?").parts().first is None
    assert parse("2012-03~").parts().first == DatePart(2012, 3, None)
    assert parse("XXXX").parts().first is None


@given(partial_dates)
def test_the_parts_lie_within_the_days(said):
    parts = said.parts()

    assert parts.precision == said.precision
    assert parts.first is None or said.earliest is None or parts.first.year >= said.earliest.year
    assert parts.last is None or said.latest is None or parts.last.year <= said.latest.year
