"""What is said of somebody, kind by kind: what is held and why, and everything that was said, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext, gettext_noop, ngettext

from wayhome.casefile.engine.preferring import Preferred, Reason
from wayhome.casefile.models import Preference
from wayhome.casefile.queries.holding import ONE_HOLDS, held, is_apart
from wayhome.casefile.queries.opening import Opened
from wayhome.casefile.queries.showing import Around, StatementShown, show
from wayhome.casefile.queries.staff import staff_names
from wayhome.casefile.queries.words import Words, kind_label, say
from wayhome.kernel.statements import statement_kinds

# These lead to somebody else and have a place of their own on the page.
ELSEWHERE = ("relation", "event_part")
_DECIDING = {
    Reason.GRADE: gettext_noop("the better grade holds"),
    Reason.DATE: gettext_noop("of equal grades the later holds"),
    Reason.TIE: gettext_noop("nothing decides between them"),
}


@dataclass(frozen=True)
class ClaimShown:
    """
    One kind of thing that is said.

    Args:
        kind: a kind of the vocabulary `statement_kinds`.
        label: its name.
        held: the values that hold; several where all hold together or nothing decides.
        why: the reason, in words.
        is_apart: whether two statements cannot both be true.
        is_tie: whether nothing decides between several.
        is_weighed: whether one of them can be chosen by a human.
        statements: all of them, those that stand first.
    """

    kind: str
    label: str
    held: tuple[Words, ...]
    why: str
    is_apart: bool
    is_tie: bool
    is_weighed: bool
    statements: tuple[StatementShown, ...]


def claims_by_kind(said: Sequence[Opened], choices: Mapping[str, Preference], around: Around) -> tuple[ClaimShown, ...]:
    """
    Put what is said of one subject in the order of the vocabulary.

    Args:
        said: every statement of the subject.
        choices: what humans chose, by kind.
        around: what is said beside them.
    """
    names = staff_names(choice.chosen_by_id for choice in choices.values())
    births = [one for one in said if one.row.what == "birth"]
    shown = []
    for kind in statement_kinds():
        of_kind = [one for one in said if one.row.what == kind]
        if of_kind and kind not in ELSEWHERE:
            choice = choices.get(kind)
            chooser = names.get(choice.chosen_by_id, "") if choice else ""
            shown.append(_claim(kind, of_kind, choice=choice, chooser=chooser, births=births, around=around))
    return tuple(shown)


def _claim(
    kind: str,
    said: Sequence[Opened],
    *,
    choice: Preference | None,
    chooser: str,
    births: Sequence[Opened],
    around: Around,
) -> ClaimShown:
    chosen_id = str(choice.statement_id) if choice else None
    preferred = held(said, choice=chosen_id)
    by_id = {str(one.row.pk): one for one in said}
    order = [claim.statement for reading in preferred.readings for claim in reading.claims]
    order += [claim.statement for claim in preferred.set_aside]
    is_one = kind in ONE_HOLDS
    is_apart_among_themselves = is_apart(kind, said)
    is_apart_ = is_apart_among_themselves or is_apart(kind, said, births)
    return ClaimShown(
        kind=kind,
        label=kind_label(kind),
        held=_held(kind, preferred, by_id),
        why="; ".join(
            [_why(preferred, chooser=chooser, is_one=is_one, is_apart=is_apart_among_themselves)]
            + [gettext("does not fit every date of birth")] * (is_apart_ and not is_apart_among_themselves)
        ),
        is_apart=is_apart_,
        is_tie=is_one and preferred.reason is Reason.TIE,
        is_weighed=is_one and len(preferred.readings) > 1,
        statements=tuple(show(by_id[pk], around, is_chosen=pk == chosen_id) for pk in order),
    )


def _held(kind: str, preferred: Preferred, by_id: Mapping[str, Opened]) -> tuple[Words, ...]:
    """Say what holds; a long text holds where it stands, not in a line above itself."""
    if kind not in ONE_HOLDS:
        leading = [reading.claims[0] for reading in preferred.readings]
    elif preferred.claim is not None:
        leading = [preferred.claim]
    else:
        leading = [reading.claims[0] for reading in preferred.tied]
    words = [say(kind, by_id[claim.statement].value) for claim in leading]
    return tuple(one for one in words if not one.is_long)


def _why(preferred: Preferred, *, chooser: str, is_one: bool, is_apart: bool) -> str:
    """Say in words why this holds."""
    if preferred.reason is Reason.NOTHING:
        return gettext("all that was said is withdrawn")
    if preferred.reason is Reason.CHOICE:
        return gettext("chosen by %(name)s") % {"name": chooser}
    reasons = [gettext("what was chosen does not stand any more")] if preferred.is_choice_fallen else []
    if not is_one or preferred.reason is Reason.ONLY:
        count = len({source for reading in preferred.readings for source in reading.sources})
        said = ngettext("by one source", "by %(count)d sources", count) % {"count": count}
        return "; ".join([*reasons, said])
    differ = gettext("sources contradict each other") if is_apart else gettext("sources differ")
    return "; ".join([*reasons, differ, gettext(_DECIDING[preferred.reason])])


def choices_by_kind(choices: Mapping[tuple[UUID, str], Preference], subject_id: UUID) -> dict[str, Preference]:
    """Take what humans chose for one subject, by kind."""
    return {kind: choice for (owner, kind), choice in choices.items() if owner == subject_id}
