"""The commands of `wayhome casefile`: the engines of this room alone, and what only the operator can mend."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from wayhome.kernel.errors import BadInput

WITHOUT_DJANGO = ("fold", "reference", "prefer")
_STATES = ("standing", "withdrawn", "superseded")
_KEYS = ("statement", "value", "grade", "source", "said_on", "state")


@click.group()
def group() -> None:
    """Look up names, references and what is preferred, and open a restricted case that nobody sees any more."""


@group.command()
@click.argument("names", nargs=-1)
def fold(names: tuple[str, ...]) -> None:
    """
    Show how names are folded for the search, one line of JSON a name.

    Without NAMES they are read from standard input, a line each: what stands on a command line is seen by others.
    """
    from wayhome.casefile.engine import folding

    for name in names or (line.rstrip("\n") for line in sys.stdin):
        told = {
            "name": name,
            "folded": folding.fold(name),
            "skeleton": folding.skeleton(name),
            "digits": folding.digits(name),
            "script": folding.script_of(name),
        }
        click.echo(json.dumps(told, ensure_ascii=False))


@group.command()
@click.argument("text")
def reference(text: str) -> None:
    """
    Check a reference that was read out or typed, and print it as it is written.

    Exit code 0: it adds up, which does not say that there is such a record; 2: it does not.
    """
    from wayhome.kernel import references

    told = references.parse(text)
    click.echo(f"{told.text}\t{told.names}")


@group.command()
@click.argument("file", type=click.Path(path_type=Path))
def prefer(file: Path) -> None:
    """
    Say which of several claims is shown first, and why.

    FILE.json holds {"claims": [{"statement", "value", "grade", "source", "said_on", "state"}], "choice": …}; `grade` is
    an Admiralty grade, `said_on` a date as far as it is known; `said_on`, `state` and `choice` may be missing.
    """
    from wayhome.casefile.engine import preferring

    given = _read(file)
    claims = [_claim(one, number) for number, one in enumerate(given["claims"], start=1)]
    found = preferring.prefer(claims, choice=given.get("choice"))
    answer = {
        "statement": found.claim.statement if found.claim else None,
        "value": found.claim.value if found.claim else None,
        "reason": found.reason.value,
        "tied": [reading.value for reading in found.tied],
        "readings": [
            {"value": reading.value, "statements": [claim.statement for claim in reading.claims]}
            for reading in found.readings
        ],
        "set_aside": [claim.statement for claim in found.set_aside],
        "is_choice_fallen": found.is_choice_fallen,
    }
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


@group.command("let-in")
@click.argument("reference")
@click.option("--email", required=True, help="Whose account sees the case from now on.")
def let_in(reference: str, email: str) -> None:
    """Let a colleague see a restricted case that nobody sees any more, because whoever did has left."""
    from wayhome.accounts.door import OPERATOR
    from wayhome.accounts.queries import colleagues
    from wayhome.casefile.actions import rescue_case
    from wayhome.casefile.queries import id_of_reference

    who = OPERATOR, "operation"
    case_id = id_of_reference(*who, text=reference, prefix="C")
    if case_id is None:
        raise BadInput("reference: there is no case of this reference.")
    people = {one.email: one.user_id for one in colleagues(*who)}
    if email.strip().lower() not in people:
        raise BadInput("email: there is no account of this address. `wayhome accounts list` shows them.")
    rescue_case(*who, case_id=case_id, user_id=people[email.strip().lower()])
    click.echo("They see the case from now on.")


def _read(file: Path) -> dict[str, Any]:
    """Read the claims of a file; the message says what is wrong, never what stands in it."""
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise BadInput(f"The file cannot be read: {problem.strerror}. Check its path.") from None
    except ValueError:
        raise BadInput("The file is no JSON in UTF-8.") from None
    if not isinstance(given, dict) or not isinstance(given.get("claims"), list):
        raise BadInput('The file must hold {"claims": […]}, with a claim in each place of the list.')
    if not isinstance(given.get("choice", ""), str | None):
        raise BadInput("choice: expected the key of one of the statements, as text.")
    return given


def _claim(one: Any, number: int) -> Any:
    """Make a claim of what stands in the file."""
    from wayhome.casefile.engine.preferring import Claim
    from wayhome.kernel.dates import PartialDate
    from wayhome.kernel.grades import Grade

    told = _texts(one, number)
    state = told.get("state", "standing")
    if state not in _STATES:
        raise BadInput(f"claim {number}: state must be one of {', '.join(_STATES)}.")
    try:
        grade = Grade.parse(told["grade"])
        said_on = PartialDate.parse(told["said_on"]) if told.get("said_on") else PartialDate.unknown()
    except BadInput as problem:
        raise BadInput(f"claim {number}: {problem}") from None
    return Claim(
        statement=told["statement"],
        value=told["value"],
        grade=grade,
        source=told["source"],
        said_on=said_on,
        recorded=number,
        state=state,  # type: ignore[arg-type]  # checked above
    )


def _texts(one: Any, number: int) -> Mapping[str, str]:
    if not isinstance(one, dict) or not set(one) <= set(_KEYS) or not set(_KEYS[:4]) <= set(one):
        raise BadInput(f"claim {number}: expected {', '.join(_KEYS[:4])}, and perhaps {', '.join(_KEYS[4:])}.")
    if not all(isinstance(text, str) for text in one.values()):
        raise BadInput(f"claim {number}: every value must be a text.")
    return one
