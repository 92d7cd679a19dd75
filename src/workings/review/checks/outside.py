"""
Code that reaches for what changes from day to day or desk to desk: clock, network, chance, machine.

A reading of the code, not a sandbox: what is imported under another name is followed, what is put
together while the code runs is not. `workings verify` prints everything again, and would differ.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from workings.review.checks.found import Finding
from workings.review.checks.stored import Cell, Notebook

#: Dotted names by what they reach for; everything below a name counts as that name.
REACHING = {
    "the clock": """
        datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today
        time pandas.Timestamp.now pandas.Timestamp.today pandas.Timestamp.utcnow timeit
    """,
    "chance": "random numpy.random uuid secrets os.urandom hash id scipy.stats tempfile",
    "the network": """
        requests urllib.request urllib3 http httpx aiohttp socket ssl ftplib smtplib pooch fsspec
        boto3 websocket websockets webbrowser xmlrpc
    """,
    "this machine": """
        subprocess os.system os.popen os.environ os.environb os.getenv os.getcwd os.getlogin
        os.getpid os.uname os.cpu_count os.path.expanduser os.path.abspath pathlib.Path.home
        pathlib.Path.cwd platform getpass locale sys.argv sys.platform sys.path ctypes pty
        multiprocessing
    """,
    "code that can't be read here": """
        eval exec compile __import__ importlib runpy get_ipython builtins pickle marshal
    """,
}
_REACHING = {name: what for what, names in REACHING.items() for name in names.split()}
_CLOCKS = ("now", "utcnow", "today")
_BUILTINS = ("hash", "id", "eval", "exec", "compile", "__import__", "get_ipython")
_NOW = ("Timestamp", "to_datetime", "datetime64", "Period")
_ADDRESS = re.compile(r"(?:https?|ftp|s3|gs|file)://", re.IGNORECASE)
_ABSOLUTE = re.compile(r"/\w|~(?:/|$)|[A-Za-z]:[\\/]|\\\\\w")
_MAGIC = "%load_ext workings"
MEND = {
    "the clock": "Take the day from a parameter, as in as_of.",
    "chance": "Take every row, or choose by a rule that can be repeated.",
    "the network": "Store the file with workings add source, and read it from the book.",
    "this machine": "Make it a parameter, or take it from the ledger.",
    "code that can't be read here": "Write out what is done.",
}


def reaching_out(notebook: Notebook) -> Iterator[Finding]:
    """Find code that reaches for the clock, the network, chance or a place on this machine."""
    known: dict[str, str] = {}
    for cell in notebook.cells:
        known |= cell.imports
        if cell.kind == "prose":
            reached = list(_in_names(notebook.templates[cell.number].calls(), known))
        else:
            reached = [*_in_code(cell, known), *_in_texts(cell)]
        for name, what in dict.fromkeys(reached):
            if what == "an absolute path":
                mend = "Write it from the notebook's folder, as in ../data."
                yield cell.finding(f"the absolute path {name!r}", "a relative one", mend)
            else:
                found = f"{name}, which reaches for {what}"
                yield cell.finding(found, "nothing that does", MEND[what])
        for magic in map(str.strip, cell.magics):
            if magic != _MAGIC:
                mend = "Write it in Python, or take it out."
                yield cell.finding(repr(magic), f"{_MAGIC} or %%prose", mend)
        if cell.kind == "code" and not cell.tree and not cell.source.startswith("%%"):
            yield cell.finding("what is no Python", "code that can be read", "Mend its syntax.")


def _in_code(cell: Cell, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    for node in cell.nodes:
        if isinstance(node, ast.Import):
            yield from _reached(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _reached(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
            yield from _in_names([_dotted(node)], known)
        elif isinstance(node, ast.Call):
            yield from _in_call(node)


def _in_names(names: Iterable[str], known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield which of some dotted names reach for what, given what their first parts stand for."""
    for name in names:
        first, dot, rest = name.partition(".")
        reached = list(_reached([f"{known[first]}{dot}{rest}"])) if first in known else []
        if name in _BUILTINS:
            yield name, _REACHING[name]
        elif not reached and dot and name.rpartition(".")[2] in _CLOCKS:
            yield name.lstrip("."), "the clock"
        yield from reached


def _reached(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what is reached for by names in full: each of them, or what it belongs to."""
    for name in names:
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            if (whole := ".".join(parts[:end])) in _REACHING:
                yield whole, _REACHING[whole]
                break


def _in_call(call: ast.Call) -> Iterator[tuple[str, str]]:
    """Yield what is said to a call that makes it reach out: the word now, or no random state."""
    name = _dotted(call.func).rpartition(".")[2]
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    texts = [part.value for part in given if isinstance(part, ast.Constant)]
    if name in _NOW and set(texts) & set(_CLOCKS):
        yield f"{name}({', '.join(map(repr, texts))})", "the clock"
    named = {keyword.arg for keyword in call.keywords}
    if name in ("sample", "shuffle") and not {"random_state", "seed"} & named:
        yield f"{name}(…) without a random_state", "chance"


def _in_texts(cell: Cell) -> Iterator[tuple[str, str]]:
    """Yield the addresses and absolute paths among texts, but for what only continues one."""
    continuing: set[int] = set()
    for node in cell.nodes:
        if isinstance(node, ast.JoinedStr):
            continuing |= set(map(id, node.values[1:]))
        elif isinstance(node, ast.BinOp):
            continuing.add(id(node.right))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if _ADDRESS.match(node.value):
                yield node.value[:60], "the network"
            elif _ABSOLUTE.match(node.value) and id(node) not in continuing:
                yield node.value[:60], "an absolute path"


def _dotted(node: ast.expr) -> str:
    """Write a name with its attributes; what isn't one begins with a dot."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{_dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""
