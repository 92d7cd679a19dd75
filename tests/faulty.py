"""
Give a command, and have the disk fail at it: the other side of the tests of faults.

    python faulty.py FOLDER VERB KIND EVERY    on a copy of a desk for each touch of its files (or
                                               every so many), with one fault: killed, ENOSPC, EIO,
                                               or short (half of a file is written, and then ENOSPC)

A touch is a file opened to be written, moved, removed, cut short, or brought to the disk. After each
fault no file is torn, no line is lost, and no message says what isn't so. The fault is made in this
process; files, locks, kernels and deaths are real. Prints how many faults there were.
"""

import errno
import os
import shutil
import sys
from hashlib import sha256
from importlib import import_module
from itertools import count
from pathlib import Path

from interrupted import TOUCHES
from killed import Folder, check_whole
from small import REPORT, contents

from workings.cli.main import main
from workings.ledger.add.drafts import read_lines
from workings.ledger.checks import check_ledger
from workings.ledger.editions import read_editions
from workings.run import start_server

EDITION = f"{REPORT}/2026-01-27"
COMMANDS = {
    "add": [
        "add", "figure", "--measure", "returned", "--as-printed", "301", "--source", "S16",
        "--to", "2026-06-10", "--status", "provisional", "--locator", "paragraph 2",
        "--stated-by", "the minister, in a letter",
    ],
    "edition add": ["edition", "add", REPORT, "--as-of", "2026-07-16"],
    "sign": ["sign", EDITION, "--as", "Ann Reader", "--role", "data-editor"],
    "run": ["run", f"notebooks/{REPORT}.ipynb", "-p", "as_of", "2026-02-01"],
    "build": ["build", "--workers", "1"],
}  # fmt: skip
TITLES = ("In and out", "Anew")
UNTOUCHED = ("as it was", "Nothing was written", "nothing was written")
DONE, DIED = 77, 9


def fail_at(touch, folder, kind):
    """Make one fault, at the given touch of a folder; returns what tells whether it was made."""
    touches, sync, made = count(1), os.fsync, []

    def touched(descriptor=None, file=None):
        if made or next(touches) != touch:
            return
        made.append(touch)
        if kind == "killed":
            os._exit(DIED)
        if kind == "short" and descriptor is not None:
            os.ftruncate(descriptor, os.fstat(descriptor).st_size // 2)
        number = errno.EIO if kind == "EIO" else errno.ENOSPC
        raise OSError(number, os.strerror(number), file)

    def hear(event, arguments):
        reads = event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR)
        elsewhere = isinstance(arguments[0], str | Path) and not (
            f"{os.path.abspath(arguments[0])}/".startswith(f"{folder}/")
        )
        if event in TOUCHES and event != "fcntl.flock" and not reads and not elsewhere:
            touched(file=str(arguments[0]))

    def synced(descriptor):
        is_file = not os.path.isdir(f"/proc/self/fd/{descriptor}")
        touched(descriptor if is_file else None)
        sync(descriptor)

    sys.addaudithook(hear)
    os.fsync = synced
    return made


def command_with_fault(verb, folder, touch, kind):
    """Give the command in a process of its own; returns its status and what it said."""
    said = folder.with_name(f"{folder.name}.said")
    if not (child := os.fork()):
        with said.open("wb") as file:
            for number in (1, 2):
                os.dup2(file.fileno(), number)
        os.chdir(folder)
        made = fail_at(touch, folder, kind)
        status = 1
        try:
            main(COMMANDS[verb])
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status if made else DONE)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, said.read_text(encoding="utf-8")


def check_ledger_kept(desk, before, said):
    """Hold that no line is lost or torn, that the ledger is sound, and that no message lies."""
    data = desk.folder / "data"
    after = contents(data)
    for name, content in before.items():
        assert name in after, f"{name} is lost"
        if name in ("figures.csv", "signoffs.csv"):  # an open line may be sealed, in its last cell
            assert after[name].startswith(content.removesuffix(b"\n")), name
            assert after[name].endswith(b"\n"), f"{name} is torn"
        else:
            assert after[name] == content, name
    for name in after.keys() - before.keys():
        if name.startswith("heads/"):
            assert sha256(after[name]).hexdigest() == Path(name).stem, f"{name} is torn"
    assert check_ledger(data) == []
    read_editions(data)
    if any(words in said for words in UNTOUCHED):
        assert after == before, f"it isn't as it was: {said}"


def fail_everywhere(desk, verb, kind, every):
    """Give the command once for each fault, each time on a copy of the desk."""
    before, made = contents(desk.folder / "data"), 0
    for touch in count(1, every):
        copy = desk.copy(desk.folder.with_name(f"{desk.folder.name}-{touch}"))
        status, said = command_with_fault(verb, copy.folder, touch, kind)
        where = f"{verb}, {kind} at touch {touch}: {status}, {said}"
        assert "Traceback" not in said, where
        check_ledger_kept(copy, before, said)
        check_whole(copy, TITLES)
        if status == DONE:
            return made
        made += 1
        assert kind != "killed" or status == DIED, where
        if verb in ("run", "build"):
            again, told = command_with_fault(verb, copy.folder, 0, kind)
            assert again == DONE, told
            check_whole(copy, TITLES[1:] if verb == "build" else TITLES)
        shutil.rmtree(copy.folder)
    return made


if __name__ == "__main__":
    import workings.page.page
    import workings.run.run  # noqa: F401  # so that no child need import either

    start_server()
    place, verb, kind, every = sys.argv[1:]
    import_module(f"workings.cli.{verb.partition(' ')[0]}")
    read_lines(Path(place) / "data")  # which imports what reads a ledger
    print(fail_everywhere(Folder(Path(place)), verb, kind, int(every)))
