"""A byte that was changed is found, wherever it matters; what was not changed holds."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.db.models import F, QuerySet
from django.test import TestCase
from uuid_utils.compat import uuid7

from wayhome.accounts.models import JournalHead, JournalLeaf
from wayhome.accounts.seal import SealedColumn
from wayhome.casefile.models import (
    Case,
    Consent,
    Evidence,
    Mention,
    Note,
    Source,
    SourcePart,
    Statement,
    Subject,
    Task,
)
from wayhome.site import checking
from wayhome.site.demo import tell_story
from wayhome.site.journal_cli import group
from wayhome.tips.models import Addition, Import, ImportBatch, SetAsideRow, Tip


def found():
    return {outcome.name: outcome.broken for outcome in checking.check_everything(lambda *_: None) if outcome.broken}


def flip(model, column, **which):
    """Change one byte in the middle of one cell, past every guard of the house."""
    row = QuerySet(model).filter(**which).exclude(**{column: None}).first()
    raw = bytearray(getattr(row, column))
    raw[len(raw) // 2] ^= 1
    QuerySet(model).filter(pk=row.pk).update(**{column: bytes(raw)})


def rows(model):
    return QuerySet(model)


def alone():
    return rows(Tip).filter(of_import__isnull=True, part_of__isnull=True)


def take_out(found):
    """Delete rows past every guard, and past what would hold them back."""
    found._raw_delete(using=found.db)


def web_tip_gone():
    take_out(rows(Tip).filter(pk=alone().filter(additions__isnull=True, parts__isnull=True).first().pk))


def words_emptied():
    alone().update(sealed=None)


def contact_emptied():
    assert rows(Tip).exclude(sealed_contact=None).filter(of_import__isnull=True).update(sealed_contact=None)


def contact_put_in():
    with_one = rows(Tip).exclude(sealed_contact=None).first()
    alone().filter(sealed_contact=None).update(sealed_contact=with_one.sealed_contact)


def source_parts_gone():
    take_out(rows(SourcePart).filter(source_id=alone().first().source_id))


def another_source():
    one, other = alone()[:2]
    rows(Tip).filter(pk=one.pk).update(source_id=other.source_id)


def batch_gone():
    batch = rows(ImportBatch).first()
    rows(Tip).filter(of_import=batch.of_import_id).update(of_import=None, row=None)
    take_out(rows(SetAsideRow).filter(of_import=batch.of_import_id))
    take_out(rows(ImportBatch).filter(pk=batch.pk))


def counts_changed():
    rows(Import).update(read=F("read") + 10, stored=F("stored") + 10)


def note_gone():
    take_out(rows(Note).filter(pk=rows(Note).first().pk))


def tip_put_in():
    tip = alone().first()
    tip.pk, tip.reference, tip.idempotency_hash = uuid7(), "WH-PUT-IN", None
    QuerySet(Tip).bulk_create([tip])


def statement_emptied():
    rows(Statement).update(sealed=None)


def grade_raised():
    rows(Statement).exclude(grade_source="A").update(grade_source="A")


def credibility_raised():
    rows(Statement).exclude(grade_information="1").update(grade_information="1")


def kind_changed():
    rows(Statement).filter(pk=rows(Statement).filter(what="name").first().pk).update(what="alias")


def said_of_another():
    one = rows(Statement).first()
    rows(Statement).filter(pk=one.pk).update(subject=rows(Subject).exclude(pk=one.subject_id).first())


def said_by_another_source():
    one = rows(Statement).first()
    rows(Statement).filter(pk=one.pk).update(source=rows(Source).exclude(pk=one.source_id).first())


def related_to_another():
    one = rows(Statement).exclude(object=None).first()
    rows(Statement).filter(pk=one.pk).update(object=rows(Subject).exclude(pk=one.object_id).first())


def answer_gone():
    take_out(rows(Addition).filter(pk=rows(Addition).filter(is_answer=True).first().pk))


def statement_gone():
    """Of a person whom somebody wrote down by hand from a tip."""
    mention = rows(Mention).filter(source__what__in=("form", "call", "api")).first()
    take_out(rows(Statement).filter(pk=rows(Statement).filter(subject_id=mention.subject_id).first().pk))


def note_moved():
    one = rows(Note).first()
    assert rows(Note).filter(pk=one.pk).update(case=rows(Case).exclude(pk=one.case_id).first())


def task_moved():
    one = rows(Task).first()
    assert rows(Task).filter(pk=one.pk).update(case=rows(Case).exclude(pk=one.case_id).first())


def evidence_exchanged():
    assert rows(Evidence).update(sha256="0" * 64)


def consent_turned():
    one = rows(Consent).first()
    rows(Consent).filter(pk=one.pk).update(is_given=not one.is_given)


def consent_without_end():
    one = rows(Consent).first()
    rows(Consent).filter(pk=one.pk).update(expires_on=(one.expires_on or one.given_on) + timedelta(days=1))


def head_gone():
    JournalHead.objects.all().delete()


def leaf_that_is_no_leaf():
    JournalLeaf.objects.filter(seq=2).update(leaf=b"\x00")


WOUNDS = (
    web_tip_gone, words_emptied, contact_emptied, contact_put_in, source_parts_gone, another_source,
    batch_gone, counts_changed, grade_raised, credibility_raised, kind_changed, said_of_another,
    said_by_another_source, related_to_another, evidence_exchanged, consent_turned, consent_without_end,
    note_gone, note_moved, task_moved, answer_gone, statement_gone, tip_put_in,
    statement_emptied, head_gone, leaf_that_is_no_leaf,
)  # fmt: skip


@pytest.mark.django_db
class AChangedByte(TestCase):
    """The made-up story fills every table that holds envelopes; each test breaks something of it."""

    @classmethod
    def setUpTestData(cls):
        tell_story()

    def test_what_nobody_changed_holds(self):
        outcomes = list(checking.check_everything(lambda *_: None))
        counts = {outcome.name: outcome.count for outcome in outcomes}

        assert not [outcome for outcome in outcomes if outcome.broken]
        assert (
            all(counts.values()) or counts["structure of the database"] == 0
        )  # only SQLite is asked for its structure
        assert counts["leaves of the journal"] == counts["details of the journal"] == JournalHead.objects.get().size
        assert counts["envelopes of tips_tip"] == QuerySet(Tip).count()

    def test_a_changed_byte_in_any_envelope_is_found(self):
        for model in checking.guarded_models():
            columns = [field for field in model._meta.fields if isinstance(field, SealedColumn)]
            for column in columns:
                with transaction.atomic():
                    flip(model, column.attname)
                    assert checking.check_envelopes(model, columns, lambda *_: None).broken, column
                    transaction.set_rollback(True)

    def test_a_changed_byte_in_a_leaf_is_found(self):
        for column in ("leaf", "leaf_hash"):
            with transaction.atomic():
                flip(JournalLeaf, column, seq=5)
                assert "leaves of the journal" in found()
                transaction.set_rollback(True)

    def test_a_changed_byte_in_the_frontier_is_found(self):
        flip(JournalHead, "frontier")

        assert "leaves of the journal" in found()

    def test_a_head_that_forgot_the_last_leaf_is_found(self):
        JournalHead.objects.update(size=JournalHead.objects.get().size - 1)

        assert "leaves of the journal" in found()

    def test_a_leaf_that_was_put_behind_the_last_is_found(self):
        last = JournalLeaf.objects.order_by("-seq").first()
        last.seq += 1
        last.save(force_insert=True)

        assert "leaves of the journal" in found()

    def test_a_changed_byte_in_the_detail_of_a_leaf_is_found(self):
        flip(JournalLeaf, "sealed")

        assert "details of the journal" in found()

    def test_a_detail_that_was_cut_off_its_leaf_is_found(self):
        JournalLeaf.objects.filter(verb="refuse").update(sealed=None)

        assert "details of the journal" in found()

    def test_a_source_whose_hash_was_changed_is_found(self):
        QuerySet(Source).filter(pk=QuerySet(Source).first().pk).update(sha256="0" * 64)

        assert "raw sources" in found()

    def test_a_changed_byte_in_the_root_of_a_batch_is_found(self):
        flip(ImportBatch, "root")

        assert "batches of imports" in found()

    def test_a_row_of_a_sheet_that_was_taken_out_is_found(self):
        QuerySet(Tip).filter(pk=QuerySet(Tip).filter(of_import__isnull=False).first().pk).update(place="row 77")

        assert "batches of imports" in found()

    def test_nothing_can_be_taken_out_or_emptied_unseen(self):
        for wound in WOUNDS:
            with transaction.atomic():
                seen = [outcome.name for outcome in self.outcomes_after(wound) if outcome.broken]
                assert seen, wound.__name__
                transaction.set_rollback(True)

    def test_damage_that_cannot_be_read_ends_no_check(self):
        for damage in (statement_emptied, head_gone, leaf_that_is_no_leaf):
            with transaction.atomic():
                outcomes = list(self.outcomes_after(damage))
                assert [outcome.name for outcome in outcomes][-1] == "imports", damage.__name__
                assert any(outcome.broken for outcome in outcomes), damage.__name__
                transaction.set_rollback(True)

    @staticmethod
    def outcomes_after(wound):
        wound()
        return list(checking.check_everything(lambda *_: None))

    def test_the_command_names_the_place_and_ends_with_one(self):
        good = CliRunner().invoke(group, ["verify"])
        flip(JournalLeaf, "leaf", seq=3)
        quick = CliRunner().invoke(group, ["verify", "--quick"])

        assert good.exit_code == 0, good.output
        assert "All holds. Size" in good.output
        assert quick.exit_code == 1
        assert "leaf 3 does not give the hash" in quick.output
