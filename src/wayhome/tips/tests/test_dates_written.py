"""Dates as clerks write them: by hand, by law, at the edges."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.dates_written import YEAR_MAX, YEAR_MIN, DateStyle, read_date

DMY, MDY, ISO, EITHER = (DateStyle(order) for order in ("dmy", "mdy", "iso", "either"))
days = st.dates(date(YEAR_MIN, 1, 1), date(YEAR_MAX, 12, 31))


@pytest.mark.parametrize(
    ("text", "style", "edtf"),
    [
        ("03/04/2009", DMY, "2009-04-03"),
        ("03/04/2009", MDY, "2009-03-04"),
        ("03/04/2009", EITHER, "2009-03-04/2009-04-03"),
        ("13/04/2009", EITHER, "2009-04-13"),
        ("04/04/2009", EITHER, "2009-04-04"),
        ("3.4.2009", DMY, "2009-04-03"),
        ("3-4-2009", DMY, "2009-04-03"),
        ("2009-04-03", DMY, "2009-04-03"),
        ("2009/4/3", MDY, "2009-04-03"),
        ("2009", DMY, "2009"),
        ("04/2009", DMY, "2009-04"),
        ("2009-04", ISO, "2009-04"),
        ("3 Apr 2009", MDY, "2009-04-03"),
        ("April 3rd, 2009", DMY, "2009-04-03"),
        ("3 de abril de 2009", MDY, "2009-04-03"),
        ("1er août 2009", MDY, "2009-08-01"),
        ("dez 2009", DMY, "2009-12"),
        ("about 2009", DMY, "2009~"),
        ("c. 04/2009", DMY, "2009-04~"),
        ("2009?", DMY, "2009?"),
        ("before 2012", DMY, "../2012-12-31"),
        ("desde 03/2012", DMY, "2012-03-01/.."),
        ("2009-2011", DMY, "2009-01-01/2011-12-31"),
        ("03/04/2009 - 05/04/2009", DMY, "2009-04-03/2009-04-05"),
        ("03/04/2009 to 05/04/2009", DMY, "2009-04-03/2009-04-05"),
        ("2009-04-03/2009-04-05", ISO, "2009-04-03/2009-04-05"),
        ("٠٣/٠٤/٢٠٠٩", DMY, "2009-04-03"),
        ("  03/04/2009 ", DMY, "2009-04-03"),
    ],
)
def test_it_reads_what_people_write(text, style, edtf):
    assert read_date(text, style).date.text == edtf


@pytest.mark.parametrize(
    ("text", "clock", "zone"),
    [
        ("2009-04-03T23:15", "23:15", None),
        ("2009-04-03 23:15:08.250Z", "23:15", "UTC"),
        ("03/04/2009, 9:05 pm", "21:05", None),
        ("03/04/2009 12:30 a.m.", "00:30", None),
        ("2009-04-03T23:15-0500", "23:15", "-05:00"),
        ("03/04/2009 14h30", "14:30", None),
    ],
)
def test_it_keeps_the_clock_and_the_zone_as_written(text, clock, zone):
    written = read_date(text, DMY)

    assert (written.date.text, written.clock, written.zone) == ("2009-04-03", clock, zone)


@given(days)
def test_a_day_written_in_any_style_comes_back(day):
    told = {read_date(f"{day:%d/%m/%Y}", DMY), read_date(f"{day:%m/%d/%Y}", MDY), read_date(f"{day:%Y-%m-%d}", ISO)}

    assert {one.date for one in told} == {PartialDate.on(day)}


@given(days)
def test_an_unknown_order_never_loses_the_true_day(day):
    read = read_date(f"{day:%d/%m/%Y}", EITHER).date

    assert read.earliest <= day <= read.latest


@given(days, st.integers(YEAR_MIN, YEAR_MAX - 99))
def test_two_digits_fall_into_the_declared_hundred_years(day, first):
    read = read_date(f"{day:%d/%m}/{day.year % 100:02}", DateStyle("dmy", first)) if day.day < 29 else None

    assert read is None or first <= read.date.earliest.year < first + 100


@pytest.mark.parametrize(
    ("text", "style", "complaint"),
    [
        ("31/02/2009", DMY, "no calendar has"),
        ("13/13/2009", EITHER, "no calendar has"),
        ("2009-00", DMY, "no calendar has"),
        ("00/04/2009", DMY, "no calendar has"),
        ("04/31/2009", DMY, "no calendar has"),
        ("03/04/09", DMY, "two_digit_from"),
        ("03/04/2009", ISO, "year-month-day"),
        ("30/12/1899", DMY, "outside 1900 to 2100"),
        ("12/03/2552", DMY, "outside 1900 to 2100"),
        ("2009-04-03 25:00", DMY, "no clock shows"),
        ("2009-04-03 13:00 pm", DMY, "no clock shows"),
        ("2011-2009", DMY, "ends before it begins"),
        ("spring", DMY, "no date"),
        ("1" * 90, DMY, "80 characters"),
        ("~", DMY, "no date"),
        ("?", DMY, "no date"),
    ],
)
def test_what_cannot_be_a_date_is_refused_without_repeating_it(text, style, complaint):
    with pytest.raises(BadInput, match=complaint) as wrong:
        read_date(text, style)

    assert text not in str(wrong.value).replace("such as 2009-12-31", "") or text in {"~", "?"}


@given(st.text(max_size=100), st.sampled_from([DMY, MDY, ISO, EITHER]))
def test_any_text_is_a_date_or_is_refused(text, style):
    try:
        read = read_date(text, style).date
    except BadInput:
        return
    assert PartialDate.parse(read.text) == read
