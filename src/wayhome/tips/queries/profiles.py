"""Mappings that were used before or kept as a sender's profile, to be used again for the next sheet."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.accounts.queries import agency_named
from wayhome.casefile.queries.staff import staff_names
from wayhome.kernel.errors import BadInput, NotFound
from wayhome.tips.engine.guessing_text import Draft, compose, draft_of
from wayhome.tips.models import Import, MappingProfile

PROFILES_MAX = 50
VERSIONS_MAX = 500


@dataclass(frozen=True)
class ProfileUsed:
    """A mapping that an import was done with: its name, its hash, the newest import that used it."""

    import_id: UUID
    profile: str
    sha256: str
    used_at: datetime


@dataclass(frozen=True)
class ProfileLine:
    """One version of a sender's profile in a list."""

    profile_id: UUID
    name: str
    number: int
    made_at: datetime
    made_by: str


@dataclass(frozen=True)
class ProfilePage:
    """A version of a profile: its mapping, the header that it was made for, and the other versions."""

    line: ProfileLine
    mapping_text: str
    columns: tuple[tuple[str, str], ...]
    versions: tuple[ProfileLine, ...]


@query
def profiles_used(actor: Actor, purpose: str) -> list[ProfileUsed]:
    """List the mappings of imports that were done, each once, the one that was used last first."""
    done = scope(actor, purpose, Import, "run").filter(state="done").order_by("-created_at", "-id")
    found: dict[str, ProfileUsed] = {}
    for row in done.values_list("pk", "profile", "mapping_sha256", "created_at").iterator():
        found.setdefault(row[2], ProfileUsed(*row))
        if len(found) == PROFILES_MAX:
            break
    return list(found.values())


@query
def mapping_of(actor: Actor, purpose: str, *, import_id: UUID) -> str:
    """Give the text of the mapping that an import was done with."""
    used = find(actor, purpose, Import, import_id, verb="run")
    text: str = seal.opened(used, "sealed").get("mapping", "")
    return text


@query
def profiles(actor: Actor, purpose: str) -> list[ProfileLine]:
    """List the newest version of each profile, by name."""
    rows = scope(actor, purpose, MappingProfile, "run").order_by("name", "-number")[:VERSIONS_MAX]
    newest: dict[str, MappingProfile] = {}
    for row in rows:
        newest.setdefault(row.name, row)
    return _lines(newest.values())


@query
def profile_page(actor: Actor, purpose: str, *, profile_id: UUID) -> ProfilePage:
    """Open one version of a profile, for whoever may bring in a sheet with it."""
    found = find(actor, purpose, MappingProfile, profile_id, verb="run")
    values = seal.opened(found, "sealed")
    versions = scope(actor, purpose, MappingProfile, "run").filter(agency_id=found.agency_id, name=found.name)
    columns = tuple((column, values["draft"]["choices"].get(column, "")) for column in values["columns"])
    return ProfilePage(
        _lines([found])[0], values["mapping"], columns, tuple(_lines(versions.order_by("-number")[:VERSIONS_MAX]))
    )


@dataclass(frozen=True)
class NewestProfile:
    """The newest version of a sender's profile: whose it is, and what it is composed of, in the order of its header."""

    agency_id: UUID
    mapping_text: str
    columns: tuple[str, ...]
    draft: Draft

    def text_for(self, header_row: int) -> str:
        """Give its mapping for a file that has the names of its columns in a row of its own."""
        if header_row == self.draft.header_row:
            return self.mapping_text
        return compose(replace(self.draft, header_row=header_row, comments={}))


@query
def newest_profile(actor: Actor, purpose: str, *, name: str, agency_id: UUID | None = None) -> NewestProfile:
    """
    Give the newest version of a profile, by its name; of one agency, or of all.

    Raises:
        BadInput: there is none of this name, or two agencies have one.
    """
    rows = scope(actor, purpose, MappingProfile, "run").filter(name=name)
    rows = rows.filter(agency_id=agency_id) if agency_id else rows
    found = rows.order_by("-number").first()
    if found is None:
        raise BadInput(
            "No mapping is kept under the name of this folder; bring a sheet of the sender in by hand first."
        )
    if rows.exclude(agency_id=found.agency_id).exists():
        raise BadInput("Two agencies keep a mapping under the name of this folder; rename one of them.")
    values = seal.opened(found, "sealed")
    columns = tuple(values["columns"])
    return NewestProfile(found.agency_id, values["mapping"], columns, draft_of(values["draft"], columns))


@query
def agency_of_folder(actor: Actor, purpose: str, *, name: str) -> UUID:
    """
    Say whose tips the folder of an inbox holds: the agency's of its name, or of the mapping of its name.

    The agency goes first: anybody may call a mapping as another agency is called.

    Raises:
        BadInput: there is neither, or two agencies have such a mapping.
    """
    agency_id = agency_called(actor, purpose, name=name)
    if agency_id is not None:
        return agency_id
    if scope(actor, purpose, MappingProfile, "run").filter(name=name).exists():
        return newest_profile(actor, purpose, name=name).agency_id
    raise BadInput(
        "Neither a mapping that is kept nor an agency has the name of this folder, so nobody knows whose tips these "
        "are; rename the folder."
    )


@query
def agency_called(actor: Actor, purpose: str, *, name: str) -> UUID | None:
    """Find the agency that is called as a folder; None where there is none."""
    try:
        return agency_named(actor, purpose, name=name)
    except NotFound:
        return None


def _lines(rows: Iterable[MappingProfile]) -> list[ProfileLine]:
    found = list(rows)
    names = staff_names(row.made_by_id for row in found)
    return [ProfileLine(row.pk, row.name, row.number, row.created_at, names.get(row.made_by_id, "")) for row in found]
