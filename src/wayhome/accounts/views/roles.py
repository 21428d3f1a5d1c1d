"""What each role may do, written out from the policy that the door reads."""

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from wayhome.accounts.door import Asked
from wayhome.accounts.engine import policy
from wayhome.accounts.engine.deeds import kind_title
from wayhome.accounts.engine.policy import Policy, Role

SCOPES = {
    "own": gettext_noop("what is given to them"),
    "team": gettext_noop("what is their team’s"),
    "agency": gettext_noop("what is their agency’s"),
    "all": gettext_noop("everything"),
}


@dataclass(frozen=True)
class Row:
    """What a role may do with one kind of record, within one scope."""

    kind: str
    verbs: tuple[str, ...]
    scope: str


@require_safe
def roles(request: Asked) -> HttpResponse:
    """Show the policy, role by role; it is the same for everybody and holds nobody's name."""
    rules = policy.load()
    context = {
        "version": rules.version,
        "roles": [
            (role, [gettext(rules.purposes[purpose]) for purpose in role.purposes], _rows(rules, role))
            for role in rules.roles.values()
        ],
        "crumbs": [(gettext("My account"), reverse("accounts:own")), (gettext("What each role may do"), "")],
    }
    return render(request, "accounts/roles.html", context)


def _rows(rules: Policy, role: Role) -> list[Row]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for rule in rules.rules.values():
        if rule.role == role.key:
            found[rule.kind, rule.scope].append(rule.verb.replace("_", " "))
    return [
        Row(gettext(kind_title(kind)), tuple(verbs), gettext(SCOPES[scope])) for (kind, scope), verbs in found.items()
    ]
