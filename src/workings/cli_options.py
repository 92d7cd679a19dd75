"""What several commands take, said once."""

from __future__ import annotations

from pathlib import Path

import click

POSITIVE = click.IntRange(min=1)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
LEDGER = click.option(
    "--ledger",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="data",
    show_default=True,
    help="The ledger's folder.",
)
