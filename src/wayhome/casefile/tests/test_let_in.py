"""The operator opens a restricted case that nobody sees any more, and no other one."""

import pytest
from click.testing import CliRunner
from django.db.models import QuerySet

from wayhome.accounts import door
from wayhome.accounts.models import CompartmentGrant
from wayhome.accounts.tests.cast import cast
from wayhome.casefile import actions
from wayhome.casefile.cli import group
from wayhome.casefile.models import Case
from wayhome.kernel.errors import BadInput, Conflict

pytestmark = pytest.mark.django_db


def let_in(reference, email="supervisor@here.example"):
    return CliRunner().invoke(group, ["let-in", reference, "--email", email], catch_exceptions=False)


def test_a_case_that_nobody_sees_is_opened_for_one_colleague():
    people = cast()
    case = actions.open_case(people.actor("investigator"), "investigation", title="Ferry hall")
    with pytest.raises(BadInput, match="not restricted"):
        let_in(case.reference)
    actions.restrict_case(people.actor("investigator"), "investigation", case_id=case.pk, version=1)
    with pytest.raises(Conflict, match="A colleague sees"):
        let_in(case.reference)
    QuerySet(CompartmentGrant).delete()
    for reference, email in ((case.reference, "nobody@here.example"), ("C-0000-0000-000", "supervisor@here.example")):
        with pytest.raises(BadInput):
            let_in(reference, email)
    assert let_in(case.reference).output == "They see the case from now on.\n"

    assert door.scope(people.actor("supervisor"), "supervision", Case).get().pk == case.pk
