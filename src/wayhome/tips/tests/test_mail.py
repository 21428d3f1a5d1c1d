"""Mails: the words are a tip, attached tables are read, everything else leaves its hash and nothing more."""

import hashlib
import json
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.any_file import Asked, look, read_file
from wayhome.tips.engine.cutting import Splice, without
from wayhome.tips.engine.mail import words_of_page
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.rows import FormatRead, HeaderRead, Progress, ReadRow, SetAside
from wayhome.tips.tests.bringing import SMALL_MAPPING, sheet
from wayhome.tips.tests.reports_xml import report
from wayhome.tips.tests.strategies import cut
from wayhome.tips.tests.test_cutting import coded

CANARY = b"Q-canary-of-a-picture"
PICTURE = b"\x89PNG\r\n\x1a\n" + CANARY + bytes(range(255, -1, -1)) * 4
TABLE = sheet(("Two girls", "Quay", "Ana", "13"), ("A boy", "Mill", "Ben", "green"))
SMALL = read_mapping(SMALL_MAPPING)


def mail(*attached, text="Please see the list.", html="", policy=SMTP, subject="Night report", **more):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Shelter desk <desk@shelter.invalid>", "unit@wayhome.invalid", subject
    made["Date"] = "Wed, 04 Mar 2026 21:30:00 +0200"
    if text:
        made.set_content(text, **more)
    if html:
        made.add_alternative(html, subtype="html")
    for content, main, sub, name in attached:
        made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made.as_bytes(policy=policy)


def copy_of(content):
    found, *splices = look([content])
    assert found.format == "mail"
    return b"".join(without([content], splices)), [one.cut for one in splices]


def read(content, **more):
    items = list(read_file([content], Asked(profiles=(SMALL,), **more)))
    assert isinstance(items[0], FormatRead)
    return [item for item in items if isinstance(item, ReadRow | SetAside)]


def places(items):
    return [(item.place, getattr(item, "reason", None)) for item in items]


def test_the_words_are_a_tip():
    (row,) = read(mail(text="A girl waits at the ferry tonight.\nShe is about 13."))

    assert row.place == "message"
    assert row.tip == {
        "channel": "email", "contact": "Shelter desk <desk@shelter.invalid>", "when": "2026-03-04",
        "text": "Night report\n\nA girl waits at the ferry tonight.\nShe is about 13.", "when_earliest": "2026-03-04",
        "when_latest": "2026-03-04", "when_precision": "day", "when_clock": "21:30", "time_zone": "+02:00",
    }  # fmt: skip
    assert row.raw["Subject"] == "Night report"


def test_words_in_other_scripts_and_encodings_are_read():
    (row,) = read(mail(text="Дівчинка чекає", subject="Нічний звіт", charset="koi8-u"))

    assert row.tip["text"] == "Нічний звіт\n\nДівчинка чекає"


def test_of_a_page_the_words_stay():
    (row,) = read(mail(text="", html="<style>x{}</style><p>A girl &amp; a boy<br>at the quay</p><script>1<2</script>"))

    assert row.tip["text"] == "Night report\n\nA girl & a boy\nat the quay"


def test_attached_tables_are_read_as_what_they_are():
    content = mail(
        (TABLE, "text", "csv", "Ana Lind.csv"),
        (json.dumps([{"text": "A call"}, {"txet": "b"}]).encode(), "application", "json", "calls.json"),
        (report().encode(), "application", "xml", "r.xml"),
    )
    copy, cuts = copy_of(content)
    items = read(copy)

    assert (copy, cuts) == (content, [])
    assert [item.place for item in items] == [
        "message", "attachment 1 row 1", "attachment 1 row 2", "attachment 2 call 1", "attachment 2 call 2",
        "attachment 3 report 1",
    ]  # fmt: skip
    assert items[1].people[0].statements[0].value["text"] == "Ana"
    assert items[2].reason == "Column “Age” holds no age that can be read." or "Age" in items[2].reason
    assert "Lind" not in str(places(items))


@pytest.mark.parametrize(
    ("content", "main", "kind"),
    [
        (PICTURE, "image", "picture"),
        (PICTURE, "text", "picture"),  # whatever it says that it is
        (b"%PDF-1.7 " + CANARY * 9, "application", "document"),
        (b"Rar!\x1a\x07" + CANARY * 9, "application", "archive"),
        (b"\x00\x01\x02" + CANARY * 9, "application", "other"),
    ],
)
def test_any_other_file_leaves_its_hash_and_nothing_more(content, main, kind):
    part = MIMEApplication(content, main)
    outer = MIMEMultipart()
    outer["From"], outer["Subject"] = "desk@shelter.invalid", "list"
    part.add_header("Content-Disposition", "attachment", filename="list.csv")
    outer.attach(part)
    outer.attach(MIMEApplication(TABLE, "csv"))
    copy, cuts = copy_of(outer.as_bytes(policy=SMTP))
    items = read(copy)

    assert [(one.place, one.kind, one.size_bytes) for one in cuts] == [("attachment 1", kind, len(content))]
    assert cuts[0].sha256 == hashlib.sha256(content).hexdigest()
    for written in (CANARY, *(coded(b"x" * shift + CANARY)[4:-4].encode() for shift in range(3))):
        assert written not in copy.replace(b"\r\n", b"")
    refused = items[1]
    assert refused.place == "attachment 1"
    assert cuts[0].sha256 in refused.reason
    assert [item.place for item in items[2:]] == ["attachment 2 row 1", "attachment 2 row 2"]


def test_a_picture_that_stands_bare_in_a_mail_is_cut_too():
    head = b"From: a@b.invalid\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    head += b"--b\r\n\r\nwords\r\n--b\r\n"
    content = (
        head + b"Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n" + PICTURE + b"\r\n--b--\r\n"
    )
    copy, (found,) = copy_of(content)

    assert found.kind == "picture"
    assert CANARY not in copy
    assert [item.place for item in read(copy)] == ["message", "attachment 1"]


def test_a_picture_inside_a_page_is_cut_and_the_words_stay():
    html = f'<p>words</p><img src="data:image/png;base64,{coded(PICTURE)}">'
    copy, (found,) = copy_of(mail(html=html))

    assert found.kind == "picture"
    assert CANARY not in copy
    assert read(copy)[0].tip["text"] == "Night report\n\nPlease see the list."


def test_a_table_that_holds_a_picture_goes_as_a_whole_where_it_is_encoded():
    content = sheet((coded(PICTURE), "Quay", "Ana", "13"))
    copy, (found,) = copy_of(mail((content, "application", "octet-stream", "a.csv")))

    assert (found.kind, found.place) == ("picture", "attachment 1")
    assert coded(PICTURE)[:80].encode() not in copy
    assert read(copy)[1].place == "attachment 1"


def test_a_mail_in_a_mail_is_read_with_places_of_its_own():
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "c@d.invalid", "Inner"
    inner.set_content("Inner words")
    inner.add_attachment(TABLE, maintype="text", subtype="csv", filename="x.csv")
    inner.add_attachment(PICTURE, maintype="image", subtype="png", filename="x.png")
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "a@b.invalid", "Fwd"
    outer.set_content("See below")
    outer.add_attachment(inner)
    copy, cuts = copy_of(outer.as_bytes())

    assert [one.place for one in cuts] == ["message 1 attachment 2"]
    assert [item.place for item in read(copy)] == [
        "message", "message 1", "message 1 attachment 1 row 1", "message 1 attachment 1 row 2",
        "message 1 attachment 2",
    ]  # fmt: skip


def test_an_attached_table_without_a_mapping_is_set_aside_and_the_words_go_in():
    row, aside = [
        item for item in read_file([mail((b"A,B\n1,2\n", "text", "csv", "x.csv"))], Asked())
        if isinstance(item, ReadRow | SetAside)
    ]  # fmt: skip

    assert row.place == "message"
    assert aside.place == "attachment 1"
    assert "needs a mapping" in aside.reason


def test_what_would_turn_the_words_round_is_set_aside():
    (aside,) = read(mail(text="A girl\u202e waits"))

    assert (
        aside.reason
        == "The mail cannot be read: its text holds a control character that turns the direction of writing."
    )


def nested(depth):
    lines = []
    for number in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{number}"', "", f"--b{number}"]
    return ("From: a@b.invalid\nSubject: x\n" + "\n".join(lines) + "\n\nwords\n").encode()


HEADER = b"From: a@b.invalid\nSubject: x\n"
HOSTILE = {
    "parts in parts": (nested(12), "deep in each other"),
    "very many parts in parts": (nested(5_000), "parts that hold others"),
    "very many parts": (
        HEADER + b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 2_000 + b"--b--\n",
        "more than 500 parts",
    ),
    "too large": (HEADER + b"\n" + b"x\n" * (25 * 2**20), "larger than 48 MB"),
    "a header without an end": (HEADER + b"X-A: b\n" * 30_000 + b"\n", "longer than that of any mail"),
    "a picture between its parts": (
        HEADER + b'Content-Type: multipart/mixed; boundary="b"\n\n' + coded(PICTURE).encode() + b"\n--b\n\nx\n--b--\n",
        "where no part of it should be",
    ),
    "a picture in its header": (
        HEADER + b"Face: " + coded(PICTURE).encode() + b"\n\nx\n", "where no part of it should be",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_refused_in_one_sentence(name):
    content, reason = HOSTILE[name]
    with pytest.raises(FileRefused) as refusal:
        list(look([content]))

    assert reason in str(refusal.value)


def test_a_page_costs_in_proportion_to_its_length():
    assert words_of_page("<script>" * 200_000) == ""
    assert words_of_page("<" * 500_000 + "a") == ""


_shards = st.sampled_from(
    [b"From: a@b.invalid\n", b"Subject: x\n", b"\n", b"\r\n", b"--b\n",
     b'Content-Type: multipart/mixed; boundary="b"\n',
     b"--b--\n", b"Content-Transfer-Encoding: base64\n", b"Content-Type: message/rfc822\n", b"QUJD\n", b"\xff", b"\0",
     b"Content-Disposition: attachment\n", b"Content-Type: text/html; charset=utf-7\n", b"=?utf-8?q?=FF?=", TABLE]
)  # fmt: skip


@given(cut(st.lists(_shards | st.binary(max_size=4), max_size=24).map(lambda told: HEADER + b"".join(told))))
def test_any_mail_ends_in_items_or_a_refusal_and_is_kept_without_loss(case):
    whole, pieces = case
    try:
        found, *splices = look(pieces)
    except FileRefused:
        return
    copy = b"".join(without(pieces, splices))

    assert splices or copy == whole
    try:
        items = list(read_file([copy], Asked(profiles=(SMALL,))))
    except FileRefused:
        return
    assert found.format in {"mail", "table"}
    assert isinstance(items[-1], Progress | HeaderRead)
    assert all(isinstance(one, Splice) for one in splices)
