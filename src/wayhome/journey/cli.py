"""The commands of `wayhome journey`: where everybody stands, and the stations with their limits."""

import json

import click

from wayhome.journey.engine import stations

WITHOUT_DJANGO = ("stations",)


@click.group()
def group() -> None:
    """See where every case stands."""


@group.command()
@click.option("--json", "as_json", is_flag=True, help="One object, by station.")
def line(*, as_json: bool) -> None:
    """Count who waits at each station, and who is late."""
    from django.utils import timezone

    from wayhome.accounts.door import OPERATOR
    from wayhome.journey.queries import line_of

    laid_out = line_of(OPERATOR, "operation", now=timezone.now())
    found = [
        {"station": at.station.key, "waiting": at.total, "late": at.late_total, "is_jammed": at.is_jammed}
        for at in laid_out.stations
        if at.station.stands
    ]
    if as_json:
        click.echo(json.dumps(found))
        return
    for row in found:
        jammed = ", jammed" if row["is_jammed"] else ""
        click.echo(f"{row['station']:12} {row['waiting']:6} wait, {row['late']} late{jammed}")


@group.command("stations")
def stations_() -> None:
    """Print the stations of the way, with the limits that people work by."""
    for one in stations():
        limit = "no limit" if one.limit_hours is None else f"{one.limit_hours:g} h, {one.limit_source}"
        click.echo(f"{one.line:6} {one.key:12} {'' if one.stands else 'not built yet; '}{limit}")
