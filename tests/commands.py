"""The command, given in a process of its own that is forked from this one, so it imports nothing."""

import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from importlib import import_module

from workings.cli.main import VERBS, main
from workings.run import start_server

SECONDS = 300


def give(folder, *words):
    """Give the command in a folder, as a person would, and return what became of it."""
    words = [os.fspath(word) for word in words]
    if words and words[0] in VERBS:
        import_module(f"workings.cli.{words[0]}")
    start_server()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        if not (child := os.fork()):
            _become_the_command(folder, words, out, err)
        with open(os.pidfd_open(child)) as ended:
            if not (in_time := select.select([ended], [], [], SECONDS)[0]):
                os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = [file.seek(0) or file.read().decode() for file in (out, err)]
    command = ["workings", *words]
    if not in_time:
        raise subprocess.TimeoutExpired(command, SECONDS, *said)
    return subprocess.CompletedProcess(command, status, *said)


def _become_the_command(folder, words, out, err):
    status = 1
    try:
        os.chdir(folder)
        with open(os.devnull, "rb") as nothing:
            for number, file in enumerate((nothing, out, err)):
                os.dup2(file.fileno(), number)
        sys.stdin = os.fdopen(0, encoding="utf-8")
        sys.stdout, sys.stderr = (os.fdopen(n, "w", encoding="utf-8") for n in (1, 2))
        sys.argv = ["workings", *words]
        main(words, prog_name="workings")
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
