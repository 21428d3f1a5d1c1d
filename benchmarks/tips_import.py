"""
Importing: seconds a row of our import beside django-import-export, writing the same sealed rows and journal.

    python benchmarks/tips_import.py [--rows 5000] [--peer-rows 500]

Both write to one new database in one run: the tip, everybody in its row, each statement in its own envelope, and the
journal. Ours is `begin_import` and `run_import` as the command line calls them: sealing of the raw file, both readings
in the limited child, batches, and the pauses in which others write. The peer is a resource of django-import-export that
saves each row's records one by one through the same seal and journal, in one act a row, as the library is meant to be
used. In its favour it looks for no row that is here already, makes no differences, writes the whole in one transaction
and reads cells with our engine. WAYHOME_DATABASE_URL names a PostgreSQL database; without it a new SQLite file is used.
A ratio above 1 means that the peer takes longer.

Needs `pip install django-import-export`.
"""

import argparse
import csv
import io
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

COLUMNS = ("Ref", "Told", "Where", "Name", "Age", "Phone", "Recruiter")
MAPPING = """
profile = "Benchmark"
grade = "C3"
record_id = "Ref"

[tip]
text = "Told"
place = "Where"

[slots.victim]
name = "Name"
age = "Age"
contact = { column = "Phone", contact_kind = "phone" }
role = { role = "victim" }

[slots.recruiter]
name = { column = "Recruiter", name_kind = "alias" }

[[relations]]
from = "victim"
kind = "approached_by"
to = "recruiter"
"""


def main() -> None:
    """Measure both and print the ratio."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=5_000)
    options.add_argument("--peer-rows", type=int, default=500)
    told = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="wayhome-bench-") as folder:
        _set_up(Path(folder))
        peer = _peer(_rows(told.peer_rows, seed=1))
        ours = _ours(_rows(told.rows, seed=2))
        ratio = {
            "ratio": round(peer["peer_ms_a_row"] / ours["our_ms_a_row"], 1),
            "cpu_ratio": round(peer["peer_cpu_ms_a_row"] / ours["our_cpu_ms_a_row"], 1),
        }
        print(json.dumps({**ours, **peer, **ratio}, indent=2))


def _set_up(home: Path) -> None:
    """Make a new database with one unit in it."""
    os.environ |= {"WAYHOME_HOME": str(home), "DJANGO_SETTINGS_MODULE": "wayhome.site.settings"}
    import django
    from django.core.management import call_command

    from wayhome.site import keys

    keys.make_home(home)
    keys.root_key(home / "keys" / "root.key")
    django.setup()
    call_command("migrate", verbosity=0)
    from wayhome.accounts.actions import ensure_first_administrator

    ensure_first_administrator()


def _rows(count: int, *, seed: int) -> list[tuple[str, ...]]:
    dice = random.Random(seed)
    found = []
    for number in range(count):
        name = "".join(dice.choice("abdeiklmnorstuv") for _ in range(8)).capitalize()
        text = f"Row {number}: a girl of about {dice.randint(9, 17)} was seen at hall {dice.randint(1, 99)}."
        phone = f"+999{seed}{number:08}"
        found.append(
            (f"{seed}-{number}", text, "Port Selin", name, str(dice.randint(9, 17)), phone, f"Uncle {number % 50}")
        )
    return found


def _cpu_seconds() -> float:
    """Give the processor time of this process and of its children that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def _ours(rows: list[tuple[str, ...]]) -> dict[str, float]:
    from wayhome.accounts.door import OPERATOR
    from wayhome.accounts.queries import agency_named
    from wayhome.tips.actions import begin_import
    from wayhome.tips.tasks import run_import

    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *rows])
    content = out.getvalue().encode()
    began, cpu = time.perf_counter(), _cpu_seconds()
    begun = begin_import(
        OPERATOR, "operation", content=lambda: [content], file_name="bench.csv", mapping_text=MAPPING,
        agency_id=agency_named(OPERATOR, "operation"),
    )  # fmt: skip
    report = run_import(OPERATOR, "operation", import_id=begun.import_id)
    seconds = time.perf_counter() - began
    assert report.stored == len(rows), report
    return _figures("our", len(rows), seconds, _cpu_seconds() - cpu)


def _figures(name: str, rows: int, seconds: float, cpu_seconds: float) -> dict[str, float]:
    return {
        f"{name}_rows": rows, f"{name}_rows_a_second": round(rows / seconds),
        f"{name}_ms_a_row": round(seconds / rows * 1e3, 3), f"{name}_cpu_ms_a_row": round(cpu_seconds / rows * 1e3, 3),
    }  # fmt: skip


def _peer(rows: list[tuple[str, ...]]) -> dict[str, float]:
    import tablib

    resource = _resource()
    data = tablib.Dataset(*rows, headers=COLUMNS)
    began, cpu = time.perf_counter(), _cpu_seconds()
    result = resource.import_data(data, dry_run=False, raise_errors=True, use_transactions=True)
    seconds = time.perf_counter() - began
    assert result.totals["new"] == len(rows), result.totals
    return _figures("peer", len(rows), seconds, _cpu_seconds() - cpu)


def _resource() -> object:
    """Make the resource: the library's own way, with one act for each row."""
    from django.utils import timezone
    from import_export import resources

    from wayhome.accounts import journal, seal
    from wayhome.accounts.door import OPERATOR, action, demand
    from wayhome.accounts.queries import agency_named
    from wayhome.casefile.actions import keep_source
    from wayhome.casefile.actions.facets import facets_of
    from wayhome.casefile.actions.references import draw
    from wayhome.casefile.models import Mention, Statement, Subject
    from wayhome.kernel.statements import statement_kind
    from wayhome.tips.engine import urgency
    from wayhome.tips.engine.mapping import read_mapping
    from wayhome.tips.engine.row_reader import RowReader
    from wayhome.tips.models import Tip

    reader = RowReader(read_mapping(MAPPING), COLUMNS)
    agency_id = agency_named(OPERATOR, "operation")

    @action
    def kept(actor: object, purpose: str) -> object:
        source = keep_source(
            actor, purpose, verb_kind=("create", "import"), what="file", agency_id=agency_id, content=[b"peer"]
        )
        journal.record(actor.user_id, purpose, "create", "import", source.pk)
        return source

    source = kept(OPERATOR, "operation")

    def said(subject: Subject, one: object, other: Subject | None, place: str, slot: str) -> None:
        statement = Statement(
            subject=subject, object=other, agency_id=agency_id, what=one.kind, ring=statement_kind(one.kind).ring,
            source=source, place=place, slot=slot, column=one.column or "", grade_source="C", grade_information="3",
            recorded_by_id=OPERATOR.user_id, **facets_of(one.kind, one.value),
        )  # fmt: skip
        seal.put(statement, "sealed", one.value)
        statement.save()

    @action
    def save_row(actor: object, purpose: str, tip: Tip, row: object) -> None:
        demand(actor, purpose, "create", "subject")
        read = reader.read(f"row {row['Ref']}", [row[column] for column in COLUMNS])
        people = {
            person.slot: Subject(reference=draw("P"), what="person", agency_id=agency_id) for person in read.people
        }
        for person in read.people:
            subject = people[person.slot]
            subject.save()
            Mention(source=source, place=read.place, slot=person.slot, subject=subject).save()
            for one in person.statements:
                said(subject, one, None, read.place, person.slot)
        for relation in read.relations:
            one = type(
                "Said", (), {"kind": "relation", "value": {"relation_kind": relation.relation_kind}, "column": ""}
            )
            said(people[relation.from_slot], one, people[relation.to_slot], read.place, relation.from_slot)
        now = timezone.now()
        found = urgency.weigh(urgency.facts_of_row(read, received_at=now), now=now)
        tip.reference, tip.agency_id, tip.channel, tip.source, tip.place = (
            draw("WH"),
            agency_id,
            "sheet",
            source,
            read.place,
        )
        tip.received_at, tip.urgency, tip.due_at = now, found.score, found.due_at
        seal.put(tip, "sealed", {"text": read.tip["text"], "place": read.tip["place"], "raw": list(read.raw.items())})
        tip.save()
        journal.record(actor.user_id, purpose, "create", "tip", tip.pk)

    class RowResource(resources.ModelResource):
        """One row of the sheet is one tip with its people."""

        class Meta:
            """Without differences and without looking for what is here: in the library's favour."""

            model = Tip
            fields = ()
            import_id_fields = ()
            skip_diff = True
            report_skipped = False
            use_transactions = True

        def do_instance_save(self, instance: Tip, is_create: bool) -> None:  # noqa: FBT001 - the library's own
            """Save the tip and all that its row says."""
            save_row(OPERATOR, "operation", instance, self.row)

        def before_import_row(self, row: object, **kwargs: object) -> None:
            """Remember the row."""
            self.row = row

    return RowResource()


if __name__ == "__main__":
    sys.exit(main())
