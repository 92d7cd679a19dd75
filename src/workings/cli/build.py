"""``workings build``: every edition on record that is not up to date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click

from workings.cli.options import (
    EXISTING,
    WORKERS,
    at_site,
    known_editions,
    limits,
    processors,
)
from workings.cli.progress import KINDS, show_summary, watching
from workings.editions import (
    Hands,
    Outcome,
    Watch,
    build_editions,
    on_cluster,
    reasons,
    write_contents,
)
from workings.errors import counted
from workings.ledger import Edition, Site, read_editions
from workings.run import Limits


@click.command()
@click.argument("reports_wanted", metavar="[REPORT]...", nargs=-1)
@WORKERS
@click.option(
    "--require-signoff", is_flag=True, help="Publish nothing that nobody has signed as it is."
)
@at_site
@click.option("--fail-fast", is_flag=True, help="Begin nothing more once an edition has failed.")
@click.option(
    "--executor",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    show_default=True,
    help="Who prints: processes of this machine, or a Dask cluster.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster: tcp://127.0.0.1:8786.")
@click.option("--tls-ca", type=EXISTING, help="Speak TLS to the cluster: the authority's file.")
@click.option("--tls-cert", type=EXISTING, help="Our certificate's file.")
@click.option("--tls-key", type=EXISTING, help="Our key's file.")
@limits
def build(
    reports_wanted: tuple[str, ...],
    workers: int | None,
    require_signoff: bool,
    site: Site,
    fail_fast: bool,
    executor: str,
    scheduler: str | None,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    **cell: int,
) -> None:
    """
    Print every edition on record that is not up to date, or those of REPORT.

    One that fails doesn't stop the others; the exit status is then 1. Ctrl-C stops, with every
    edition whole, and status 130; the same command goes on.

    \b
    Example:
        workings build
        workings build one-in-one-out
        workings build --executor dask --scheduler tcp://127.0.0.1:8786
        workings build --executor dask --scheduler tls://127.0.0.1:8786 \\
            --tls-ca ca.pem --tls-cert desk.pem --tls-key desk.key
    """  # noqa: D301  # as above
    wanted = known_editions(site, reports_wanted)
    tls = {"ca": tls_ca, "cert": tls_cert, "key": tls_key}
    hands = _hands(executor, scheduler, workers, site, tls)
    with watching("build") as say:
        outcomes = build_and_list(
            site, wanted, workers or processors(), Limits(**cell), say,
            signed=require_signoff, fail_fast=fail_fast, hands=hands,
        )  # fmt: skip
    counts = Counter(outcome.what for outcome in outcomes)
    if set(counts) == {"up to date"}:
        click.echo(f"Nothing to do: {counted(len(outcomes), 'edition')} up to date.")
        return
    for why, ids in reasons(outcomes).items():
        click.echo(f"{', '.join(ids)}: {why}", err=True)
    show_summary(outcomes)
    kinds = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
    click.echo(f"{counted(len(outcomes), 'edition')}: {kinds}.")
    raise SystemExit(1 if counts["failed"] else 0)


def build_and_list(
    site: Site,
    wanted: Sequence[Edition],
    workers: int,
    limits: Limits,
    say: Watch,
    **how: Any,
) -> list[Outcome]:
    """Build, and bring up to date what leads to the editions."""
    made = build_editions(site, wanted, workers=workers, limits=limits, say=say, **how)
    write_contents(site, read_editions(site.ledger))
    return made


def _hands(
    executor: str,
    scheduler: str | None,
    workers: int | None,
    site: Site,
    tls: Mapping[str, Path | None],
) -> AbstractContextManager[Hands] | None:
    """Return the cluster that was asked for, if any was."""
    if (executor == "dask") != (scheduler is not None):
        raise click.UsageError("--executor dask and --scheduler ADDRESS go together.")
    files = {name: path for name, path in tls.items() if path}
    is_tls = scheduler is not None and scheduler.startswith("tls://")
    if len(files) != (len(tls) if is_tls else 0):
        raise click.UsageError(
            "--scheduler tls://ADDRESS and --tls-ca, --tls-cert and --tls-key go together."
        )
    if scheduler is None:
        return None
    if workers is not None:
        raise click.UsageError("--workers is for this machine; a cluster has its own.")
    return on_cluster(scheduler, site, files)
