"""``workings sign``: who reviewed what."""

from __future__ import annotations

from pathlib import Path

import click

from workings.cli.options import EXISTING, at_site, today
from workings.editions import sign_off
from workings.ledger import Site
from workings.numbers import read_day


@click.command()
@click.argument("edition", required=False)
@click.option("--figure", metavar="SEAL", help="Sign a figure instead.")
@click.option("--claim", metavar="ID", help="Sign a claim instead.")
@click.option("name", "--as", required=True, metavar="NAME", help="Who you are.")
@click.option("--role", required=True, help="As what you sign, such as data-editor.")
@click.option("--note", default="", help="What you looked at.")
@click.option("--on", metavar="DAY", help="The day you signed.  [default: today]")
@click.option("--ssh-key", type=EXISTING, help="Sign the line with this SSH key, too.")
@at_site
def sign(
    edition: str | None,
    figure: str | None,
    claim: str | None,
    name: str,
    role: str,
    note: str,
    on: str | None,
    ssh_key: Path | None,
    site: Site,
) -> None:
    """
    Sign off EDITION, a figure or a claim that you reviewed, as it is now.

    A change of anything below it voids the sign-off.

    \b
    Example:
        workings sign one-in-one-out/2026-01-27 --as "Ann Reader" --role data-editor
        workings sign --figure f-k3pj7q2mzx4a --as "Ann Reader" --role data-editor
    """  # noqa: D301  # click's mark for lines to be left as they are
    asked = {"edition": edition, "figure": figure, "claim": claim}
    given = [(kind, subject) for kind, subject in asked.items() if subject]
    if len(given) != 1:
        raise click.UsageError("Name what you reviewed: EDITION, or --figure, or --claim.")
    ((kind, subject),) = given
    day = read_day(on, "--on") if on else today(site.ledger)
    added = sign_off(site, kind, subject, name=name, role=role, day=day, note=note, key=ssh_key)
    click.echo(f"{added.file} line {added.line}:\n{added.text}")
    if kind == "edition":
        click.echo("Its page stays as it is; workings build puts this on its audit sheet.")
