"""HTCDS 2.0: the official template goes round, its own inconsistencies included, and every field becomes something."""

import csv
import io
from pathlib import Path

import pytest

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.htcds import read_htcds_of_csv, read_htcds_of_xlsx
from wayhome.tips.engine.htcds_fields import EVENTS, OF_THE_TIP, STATEMENTS, field_called, fields, template
from wayhome.tips.engine.htcds_table import kept_table
from wayhome.tips.engine.rows import HeaderRead, Progress, ReadRow, SetAside
from wayhome.tips.engine.xlsx_writing import write_workbook

REFERENCE = Path(__file__).parents[4] / "docs/reference/htcds.md"
NAMES, LABELS = ([name for name, _ in template()], [label for _, label in template()])
ANA = {
    "First Name": "Ana", "Second Name": "Rojas", "Birthdate": "2009-04-03", "Gender": "Feminine",
    "Citizenship": "Colombia; VEN", "Email": "ana@example.org", "Mobile Phone": "+57 300 123 4567",
    "Mailing Street": "Calle 1", "Mailing City": "Bogotá",
    "Mailing Country": "Colombia", "Trafficking Status": "ActualVictimOfTrafficking",
    "Methods of Control": "DebtBondage;Sexual abuse", "Type of Exploitation": "Sexual exploitation, Forced labour",
    "Forced Labour Industry": "Wholesale and retail trade; repair of motor vehicles and motorcycles",
    "Location of Recruitment": "A hotel at the port", "Incoming Referral Date": "2026-04-13",
    "Incoming Referral Details": "She called at night.", "Consent": "TRUE",
}  # fmt: skip


def filled(*people, header=(NAMES, LABELS)):
    """Fill the template: its rows of headers, then one numbered row a person, as the official one has them."""
    rows = [
        [str(number), *(said.get(label, "") for label in LABELS[1:])] for number, said in enumerate(people, start=1)
    ]
    return [*header, *rows]


def as_xlsx(rows):
    out = io.BytesIO()
    write_workbook(rows, out, hidden_rows={1})
    return out


def as_csv(rows, delimiter=",", encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def items_of(rows):
    return [item for item in read_htcds_of_xlsx(as_xlsx(rows)) if not isinstance(item, HeaderRead | Progress)]


def only(rows):
    (item,) = items_of(rows)
    return item


def by_name(**said):
    """Read one row whose columns are named by fields."""
    return only([list(said), list(said.values())])


def values_of(row, kind):
    return [one.value for person in row.people for one in person.statements if one.kind == kind]


def test_a_row_of_the_template_becomes_a_person_with_statements_an_event_and_a_tip():
    row = only(filled(ANA))

    assert values_of(row, "name") == [
        {"name_kind": "full", "text": "Ana Rojas"},
        {"name_kind": "given", "text": "Ana"},
        {"name_kind": "family", "text": "Rojas"},
    ]  # fmt: skip
    assert values_of(row, "birth") == [{"date": "2009-04-03"}]
    assert values_of(row, "sex") == [{"code": "female"}]
    assert values_of(row, "nationality") == [{"country": "CO"}, {"country": "VE"}]
    assert values_of(row, "contact") == [
        {"contact_kind": "email", "value": "ana@example.org"}, {"contact_kind": "phone", "value": "+57 300 123 4567"},
    ]  # fmt: skip
    assert values_of(row, "address") == [{"country": "CO", "text": "Calle 1, Bogotá, Colombia"}]
    assert values_of(row, "role") == [{"role": "victim"}]
    assert values_of(row, "exploitation") == [{"type": "sexual"}, {"type": "forced_labour"}]
    assert values_of(row, "note") == [
        {"text": "Consent: yes"},
        {"text": "Trafficking Status: Actual victim of trafficking"},
        {"text": "Methods of Control: Debt bondage; Sexual abuse"},
        {"text": "Forced Labour Industry: Wholesale and retail trade; repair of motor vehicles and motorcycles"},
    ]
    assert [(one.event_kind, one.place, one.parts) for one in row.events] == [
        ("recruitment", "A hotel at the port", (("person", "concerned"),))
    ]
    assert row.tip["text"] == "Incoming Referral Details: She called at night."
    assert (row.tip["when"], row.place) == ("2026-04-13", "row 1")


def test_the_templates_numbered_rows_without_a_word_are_blank():
    people = [{}, ANA, *[{}] * 900]

    assert [item.place for item in items_of(filled(*people))] == ["row 2"]


def test_the_labels_hold_where_the_templates_two_rows_contradict_each_other():
    contradicting = {label: name for name, label in template() if label and field_called(label) != field_called(name)}

    assert contradicting == {
        "Mailing Street": "prs_MailingCity", "Mailing City": "prs_MailingCountry",
        "Mailing Zip/Postal Code": "prs_MailingStreet", "Mailing Country": "prs_MailingPostalCode",
        "Reason for Outgoing Referral": "",
    }  # fmt: skip
    row = only(
        filled({"Mailing Zip/Postal Code": "110111", "Mailing City": "Bogotá", "Reason for Outgoing Referral": "Other"})
    )
    assert values_of(row, "address") == [{"text": "110111, Bogotá"}]
    assert row.tip["text"] == "Reason for Outgoing Referral: Other"


@pytest.mark.parametrize(
    ("spelling", "field"),
    [
        ("vic_TraffickinStatusDecisionMakingOrg", "vic_TraffickingStatusDecisionMakingOrg"),
        ("vic_TraffickingStatusDecisionMakingOrg", "vic_TraffickingStatusDecisionMakingOrg"),
        ("Organization Name", "org_Name"),
        ("Organisation Name", "org_Name"),
        ("Referring Organization", "cas_ReferringOrganisation"),
        ("FIRST NAME", "prs_FirstName"),
        ("Vic Forced Labor Industry", "vic_ForcedLabourIndustry"),
    ],
)
def test_both_spellings_of_a_field_are_known(spelling, field):
    assert field_called(spelling).field == field


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("vic_RelationshipToTrafficker", "Unaquainted", "Unaquainted"),
        ("vic_RelationshipToTrafficker", "unacquainted", "Unaquainted"),
        ("vic_MethodsOfControl", "MethodsOfControlThreatOfLawEnforcement", "Threats of law enforcement"),
        ("vic_MethodsOfControl", "PsychoactiveSubstance|Other", "Psychoactive substance; Other"),
        ("vic_MethodsOfControl", "PsychoactiveSubstances", "Psychoactive substance"),
        ("vic_MethodsOfControl", "Hid her shoes", "Hid her shoes"),
        ("prs_Deceased", "0", "no"),
        ("vic_AgeWhenTrafficked", "14", "14"),
    ],
)
def test_a_word_of_a_list_is_kept_by_its_label_whichever_way_it_is_spelt(field, written, said):
    (note,) = values_of(by_name(prs_FirstName="Ana", prs_SecondName="Rojas", **{field: written}), "note")

    assert note["text"].partition(": ")[2] == said


@pytest.mark.parametrize(
    ("field", "column"),
    [("prs_Gender", "x-y-z"), ("prs_Citizenship", "Atlantis"), ("vic_TypeOfExploitation", "Things"),
     ("per_RoleInProcess", "Boss"), ("prs_PrimaryLanguage", "Klingonese"), ("prs_Birthdate", "31/02/2009"),
     ("cas_IncomingReferralDate", "soon")],
)  # fmt: skip
def test_a_word_that_nobody_knows_sets_its_row_aside_and_is_not_in_the_reason(field, column):
    aside = by_name(prs_FirstName="Ana", prs_SecondName="Rojas", cas_Status="Active", **{field: column})

    assert isinstance(aside, SetAside)
    assert aside.reason.startswith(f"Column “{field}” ")
    assert column not in aside.reason


def test_a_day_that_may_be_two_stays_both():
    row = by_name(prs_FirstName="Ana", prs_SecondName="Rojas", prs_Birthdate="03/04/2009")

    assert values_of(row, "birth") == [{"date": "2009-03-04/2009-04-03"}]


def test_an_event_is_put_together_of_its_columns():
    row = by_name(
        prs_FirstName="Ana", hte_Type="Transit", hte_Date="2026-03-02", hte_City="Leticia", hte_Country="COL",
        hte_Latitude="-4.2", hte_Longitude="-69.9",
    )  # fmt: skip

    (event,) = row.events
    assert (event.event_kind, event.when, event.country) == ("transit", "2026-03-02", "CO")
    assert (event.place, event.parts) == ("Leticia, COL, (-4.2, -69.9)", (("person", "concerned"),))


def test_a_kind_of_event_alone_is_no_event_and_is_not_lost():
    row = by_name(prs_FirstName="Ana", prs_SecondName="Rojas", hte_Type="Transit")

    assert (row.events, row.tip["text"]) == ((), "Trafficking event: Transit")


def test_a_person_who_is_said_to_act_gets_roles_and_no_finding():
    row = by_name(prs_FirstName="Ion", prs_SecondName="Popa", per_RoleInProcess="Transporter;Recruiter Or Intermediary")

    assert values_of(row, "role") == [{"role": "transporter"}, {"role": "recruiter"}]


def test_somebody_who_is_said_to_be_no_victim_gets_no_role():
    row = by_name(prs_FirstName="Ana", prs_SecondName="Rojas", vic_TraffickingStatus="NotAVictimOfTrafficking")

    assert values_of(row, "role") == []
    assert values_of(row, "note") == [{"text": "Trafficking Status: Not a victim of trafficking"}]


def test_csv_and_workbook_of_the_same_rows_are_the_same_rows():
    rows = filled(ANA, {"First Name": "Mei", "Incoming Referral Details": '=HYPERLINK("x")'}, {"Gender": "?"})

    expected = [item for item in read_htcds_of_xlsx(as_xlsx(rows)) if not isinstance(item, Progress)]
    for delimiter in ",;\t|":
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            content = as_csv(rows, delimiter, encoding)
            found = [item for item in read_htcds_of_csv([content]) if not isinstance(item, Progress)]
            assert found == expected
    assert [type(item) for item in expected] == [HeaderRead, ReadRow, ReadRow, SetAside]


def test_titles_above_and_columns_of_the_senders_own_do_no_harm():
    rows = [
        ["Our cases of March"],
        [],
        ["prs_FirstName", "Bed", "prs_SecondName", "prs_Gender"],
        ["Ana", "7", "Rojas", "Feminine"],
    ]
    header, row, _ = read_htcds_of_xlsx(as_xlsx(rows))

    assert header.not_mapped == ("Bed",)
    assert (row.place, row.raw["Bed"]) == ("row 1", "7")


def test_a_first_row_under_names_alone_is_data():
    found = items_of([["prs_FirstName", "prs_SecondName", "prs_Gender"], ["Ana", "Rojas", "Feminine"]])

    assert len(found) == 1


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (["Colour", "Size", "Weight"], "None of the first 10 rows is a header of HTCDS 2.0"),
        (["prs_FirstName", "First Name", "Gender"], "Columns “prs_FirstName” and “First Name” are the same field"),
        (["First Name", "Second Name", "Gender", "Type", "Type"], "Columns 4 and 5 have the same name"),
    ],
)
def test_a_sheet_that_could_be_read_two_ways_is_refused(header, sentence):
    with pytest.raises(FileRefused, match=sentence):
        items_of([header, ["a", "b", "c"]])
    with pytest.raises(FileRefused, match=sentence):
        list(read_htcds_of_csv([as_csv([header, ["a", "b", "c"]])]))


def test_a_label_of_several_fields_names_none():
    assert {label for label in (one.label for one in fields()) if field_called(label) is None} == {
        "Longitude", "Latitude", "Type",
    }  # fmt: skip


@pytest.mark.parametrize("field", [one.field for one in fields()])
def test_what_stands_in_any_field_is_somewhere_in_what_is_read(field):
    """No field is dropped: what its cell says is found again in a statement, an event or the words of the tip."""
    one = field_called(field)
    word = next(iter(one.values.values()), "") or {
        "birth": "2009-04-03", "when": "2026-04-13", "sex": "Masculine", "language": "Spanish",
        "nationality": "Colombia", "role": "Transporter", "exploitation": "Servitude",
    }.get(one.becomes, {"kind": "Transit", "when": "2026-03-02"}.get(one.part, "Word"))  # fmt: skip
    code = {"Masculine": "male", "Spanish": "es", "Colombia": "CO", "Transit": "Transit"}.get(word, word.lower())

    row = by_name(**{"prs_Salutation": "Ms", "prs_NumberOfChildren": "0", "cas_CaseOwner": "Office", field: word})

    assert code.casefold() in repr((row.tip, row.people, row.events)).casefold()
    assert one.becomes in {*STATEMENTS, *EVENTS, *OF_THE_TIP}


def test_the_reference_lists_every_field():
    assert kept_table() in REFERENCE.read_text(encoding="utf-8"), "put kept_table() there"
