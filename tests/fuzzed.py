"""A process that reads what it is given, in at most so much memory, and says what came of it."""

import multiprocessing
import resource
import shutil
import traceback
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
GOOD = ROOT / "tests/specimens/ledger/good"
MEMORY = 2**30
SECONDS = 60
TABLE = {
    "id": "test",
    "source": "test",
    "key": "Date",
    "columns": {
        "Date": {"name": "date", "type": "date"},
        "People": {"name": "people", "type": "count", "measure": "arrivals"},
    },
}


def read_ledger_file(folder, content):
    from workings.ledger import read_ledger

    (folder / "ledger/figures.csv").write_bytes(content)
    read_ledger(folder / "ledger", "2026-12-31")


def read_claims(folder, content):
    from workings.claims import look_into, read_claims_file
    from workings.ledger import read_ledger

    shutil.copy(GOOD / "figures.csv", folder / "ledger")
    book = read_ledger(folder / "ledger", "2026-12-31")
    (folder / "claims.csv").write_bytes(content)
    given = read_claims_file(folder / "claims.csv", folder / "ledger", book)
    look_into(book, given.lines, given.refused)


def read_table(suffix):
    def read(folder, content):
        from workings.official import Declaration, read_official

        path = folder / f"table.{suffix}"
        path.write_bytes(content)
        sheet = "" if suffix == "csv" else "Data"
        read_official(path, Declaration.model_validate({**TABLE, "sheet": sheet}))

    return read


def read_notebook(folder, content):
    from workings.notebook import as_html, read_executed
    from workings.run import read_parameters

    path = folder / "notebook.ipynb"
    path.write_bytes(content)
    executed = read_executed(path)
    assert executed.records is not None
    for cell in executed.cells:
        if cell.kind == "markdown":
            as_html(cell.source, {})
    read_parameters(path)


def read_tables_yml(folder, content):
    from workings.official import read_declarations

    (folder / "tables.yml").write_bytes(content)
    read_declarations(folder / "tables.yml")


def read_record(folder, content):
    from workings.ledger import read_editions

    record = folder / "ledger/editions/small/2026-01-27.yml"
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_bytes(content)
    try:
        read_editions(folder / "ledger")
    finally:
        record.unlink()


def read_head(folder, content):
    from workings.ledger.heads import read_head

    digest = sha256(content).hexdigest()
    (folder / "ledger/heads").mkdir(exist_ok=True)
    (folder / "ledger/heads" / digest).write_bytes(content)
    try:
        read_head(folder / "ledger", digest)
    finally:
        (folder / "ledger/heads" / digest).unlink()


READERS = {
    "claims": read_claims,
    "csv": read_table("csv"),
    "edition": read_record,
    "head": read_head,
    "ledger": read_ledger_file,
    "notebook": read_notebook,
    "ods": read_table("ods"),
    "tables": read_tables_yml,
    "xlsx": read_table("xlsx"),
}


def serve(pipe):
    """Read whatever comes, until nothing does."""
    from workings.errors import WorkingsError

    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shutil.copytree(GOOD, folder / "ledger")
        shutil.copy(ROOT / "data/datapackage.json", folder / "ledger")
        for name, content in pipe.recv().items():  # what is imported isn't what a file takes
            READERS[name](folder, content)
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
        pipe.send("ready")
        while given := pipe.recv():
            name, content = given
            try:
                READERS[name](folder, content)
                pipe.send("")
            except WorkingsError as error:
                pipe.send("" if len(str(error)) < 500_000 else f"a message of {len(str(error)):,}")
            except BaseException:
                pipe.send(traceback.format_exc())


class Reader:
    """The process, started again after a hang."""

    def __init__(self, genuine):
        self.genuine = genuine
        self.start()

    def start(self):
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.pipe.send(self.genuine)
        assert self.pipe.recv() == "ready"

    def read(self, name, content):
        """Return what went wrong; nothing if it was read, or refused in plain words."""
        self.pipe.send((name, content))
        try:
            if self.pipe.poll(SECONDS):
                return self.pipe.recv()
            said = f"no end after {SECONDS} seconds"
        except EOFError:
            said = "its end"
        self.stop()
        self.start()
        return said

    def stop(self):
        self.process.kill()
        self.process.join()
