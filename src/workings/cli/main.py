"""The ``workings`` command: a thin door to its verbs, each in the file that is named for it."""

from __future__ import annotations

from errno import EPIPE
from importlib import import_module
from typing import IO, Any

import click

from workings import __version__
from workings.characters import visible
from workings.errors import FileError, WorkingsError, refused

#: Each verb, and what it does, for ``workings --help``.
VERBS = {
    "add": "Add one line to the ledger.",
    "audit": "Audit every edition on record, or those named.",
    "build": "Print every edition on record that is not up to date.",
    "check": "Check the ledger, the notebooks and the pages that are built.",
    "claims": "Recompute claims, and say what the figures bear.",
    "diff": "Show what changed between two editions, or two vintages of a file.",
    "edition": "Put editions on record, and list them.",
    "migrate": "Move a ledger of an earlier version over.",
    "run": "Print an edition on record, or a draft of a notebook.",
    "seal": "Seal lines of the ledger, which nobody may edit from then on.",
    "sign": "Sign off an edition, a figure or a claim that you reviewed.",
    "trace": "Trace a number down to ledger lines, sources and archived files.",
    "verify": "Print every edition on record again, and compare it byte by byte.",
}


#: Of a message, in characters: more is no help.
_LONGEST = 100_000


class _Shown(click.ClickException):
    """A known error at the command line: its message alone, and its exit status."""

    def __init__(self, error: WorkingsError) -> None:
        super().__init__(visible(str(error), _LONGEST))
        setattr(self, "exit_code", error.exit_status)  # noqa: B010  # click declares it per class

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


class _Verbs(click.Group):
    """Imports a verb when it is asked for, so that help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        verb: click.Command = getattr(import_module(f"workings.cli.{cmd_name}"), cmd_name)
        return verb

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except WorkingsError as error:
            raise _Shown(error) from error
        except click.ClickException as error:  # of an argument, which may hold anything
            setattr(error, "message", visible(error.message, _LONGEST))  # noqa: B010  # declared final
            raise
        except OSError as error:
            if error.errno == EPIPE:
                raise  # nobody reads on, as with | head: click knows
            raise _Shown(FileError(refused(error))) from error
        except RuntimeError as error:
            if "Symlink loop" not in str(error):  # as pathlib says it up to Python 3.12
                raise
            raise _Shown(FileError(f"{error}. Delete the link, and try again.")) from error


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="workings")
def main() -> None:
    """Print reports in which every number shows its workings."""
