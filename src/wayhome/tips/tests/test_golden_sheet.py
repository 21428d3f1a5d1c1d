"""A shelter's sheet of 1,000 rows, whose faults and repetitions are known."""

from collections import Counter

from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.rows import Progress, ReadRow, SetAside
from wayhome.tips.engine.sheet import read_sheet
from wayhome.tips.tests.golden_sheet import FAULTS, MAPPING, REPEATS, ROWS, SHEET, make, place


def read():
    return list(read_sheet([SHEET.read_bytes()], read_mapping(MAPPING.read_text())))


def test_the_file_is_what_its_maker_makes():
    assert make() == SHEET.read_bytes()


def test_every_row_is_read_or_set_aside_and_the_faults_are_those_that_were_put_in():
    items = read()

    aside = [item.place for item in items if isinstance(item, SetAside)]
    assert aside == [place(number) for number in sorted(FAULTS)]
    assert len(aside) == 23
    assert sum(isinstance(item, ReadRow) for item in items) == ROWS - 23
    assert items[-1] == Progress("row 1002", ROWS, SHEET.stat().st_size)


def test_the_rows_that_repeat_others_have_their_digest():
    seen = Counter(item.digest for item in read() if isinstance(item, ReadRow))

    assert sum(times - 1 for times in seen.values()) == len(REPEATS) == 11


def test_a_row_by_hand():
    row = next(item for item in read() if isinstance(item, ReadRow) and item.place == "row 5")

    assert row.record_id == "CL-00005"
    assert row.tip["when"] == "2026-06-02"
    assert [(person.slot, len(person.statements)) for person in row.people] == [("victim", 8), ("recruiter", 4)]
    assert row.people[0].statements[1].value == {"name_kind": "alias", "text": "ሰላም ታደሰ"}
    assert row.relations == (("victim", "approached_by", "recruiter", None),)
    assert row.events[0].parts == (("victim", "concerned"),)
