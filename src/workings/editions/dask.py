"""
Editions printed by a Dask cluster: the door to ``distributed``.

A worker needs nothing but this very package. What an edition is made from is sent to it as bytes,
and what comes back, an executed notebook or a finished folder, is written here, whole or not at
all. A worker that dies has its tasks done again by another.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from workings.editions.build import failure_of
from workings.editions.order import ENDED, Failure, Hands
from workings.editions.press import (
    forget_failure,
    get_ready,
    keep_failed,
    kept_at,
    print_job,
    run_job,
)
from workings.errors import EditionError
from workings.files import package_digest, replacing
from workings.ledger import EDITIONS, HEADS, Edition, Site
from workings.notebook import find_house
from workings.page import Origin, is_up_to_date
from workings.run import Job, Limits, children, end_processes

ANSWER_SECONDS = 30

_FAILED = "<failed>"  # where the failed notebook is kept: a worker doesn't know
_one_at_a_time = Lock()  # in a worker: a run's limits are those of a process


@dataclass(frozen=True)
class Order:
    """An edition for a worker: which report, with which parameters, to be called what."""

    report: str
    name: str
    edition: str | None
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """What came of it: that it failed, if it did; a notebook, or a folder as a ZIP file."""

    failure: Failure | None
    content: bytes = b""


@contextmanager
def on_cluster(address: str, site: Site, tls: Mapping[str, Path] | None = None) -> Iterator[Hands]:
    """
    Give the workers of a Dask cluster, to print editions of a site.

    With `tls` (``ca``, ``cert`` and ``key``, PEM files: whose word is taken, and who we are) all is
    encrypted, and said to nobody who can't show a certificate of that authority.

    Raises EditionError if ``distributed`` isn't installed, nobody answers at the scheduler's
    address, there are no workers, or one of them has another version of this package.
    """
    try:
        from distributed import Client, Security
    except ImportError as error:
        raise EditionError(
            f"--executor dask: found no package distributed ({error}); expected it here and on "
            "each worker. Install it: pip install 'workings[dask]'."
        ) from error
    try:
        security = _security(Security, tls) if tls else None
        client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False, security=security)
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        raise EditionError(
            f"--scheduler {address}: found nobody who answers ({error}); expected a Dask "
            "scheduler. Start one: dask scheduler --host 127.0.0.1."
        ) from error
    with client:
        _check_workers(client, address)
        yield _Cluster(client, site)


def _security(kind: Any, tls: Mapping[str, Path]) -> Any:
    """Return what a client needs to speak TLS, and nothing but TLS."""
    ca, cert, key = (str(tls[name]) for name in ("ca", "cert", "key"))
    return kind(tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key, require_encryption=True)


def _check_workers(client: Any, address: str) -> None:
    """Hold that there are workers, and that each has this very package."""
    try:
        client.wait_for_workers(1, timeout=ANSWER_SECONDS)
    except TimeoutError:
        raise EditionError(
            f"--scheduler {address}: found no worker; expected at least one. Start it: dask worker "
            f"{address} --nthreads 1."
        ) from None
    for worker, found in client.run(version_there, on_error="return").items():
        if found != package_digest():
            raise EditionError(_another_version(worker, found))


def _another_version(worker: str, found: object) -> str:
    return (
        f"the worker {worker}: found another version of workings ({str(found)[:60]}); expected the "
        f"one that is here ({package_digest()[:8]}), or pages may come out otherwise. Install the "
        "same there, and start the worker again."
    )


class _Cluster:
    """The workers of a cluster, as hands."""

    def __init__(self, client: Any, site: Site) -> None:
        self.client, self.site = client, site
        kit = pack_kit(site)
        # A task and no scattered data: it is done again if the workers that have it are lost.
        self.kit = client.submit(_same, kit, key=f"workings-{kit.sha256}", pure=False)
        self.tasks: dict[Future[Failure | None], Any] = {}

    @property
    def at_once(self) -> int:
        """Twice as many as there are threads, so that none has to wait for the next task."""
        threads: int = sum(self.client.nthreads().values())
        return 2 * max(1, threads)

    def run(
        self, edition: Edition, job: Job, executed: Path, limits: Limits
    ) -> Future[Failure | None]:
        def keep(result: Result) -> None:
            executed.write_bytes(result.content)

        return self._submit(keep, job, 0, run_there, _order(edition, job), limits)

    def print(
        self,
        edition: Edition,
        job: Job,
        executed: Path,
        said: dict[str, Any],
        origin: Origin,
        before: Path | None,
    ) -> Future[Failure | None]:
        def keep(result: Result) -> None:
            with replacing(job.folder) as made:
                unpack_folder(result.content, made)
                if not is_up_to_date(made, origin.made_from):
                    raise EditionError(
                        f"{edition.id}: a worker returned less than a whole edition."
                    )
            forget_failure(job)

        ran = executed.read_bytes(), before.read_bytes() if before else None
        given = _order(edition, job), said, origin, *ran
        return self._submit(keep, job, 1, print_there, *given)

    def renew(self) -> None:
        """Do nothing: the cluster does again itself what a worker has lost."""

    def stop(self) -> None:
        self.client.cancel(list(self.tasks.values()), force=True)
        self.client.run(end_there, on_error="ignore")

    def _submit(
        self,
        keep: Callable[[Result], None],
        job: Job,
        priority: int,
        task: Callable[..., Result],
        *given: Any,
    ) -> Future[Failure | None]:
        done: Future[Failure | None] = Future()
        self.tasks[done] = self.client.submit(
            task, package_digest(), self.kit, *given, pure=False, priority=priority
        )

        def finish(task: Any) -> None:
            del self.tasks[done]
            done.set_result(self._finished(task, keep, job))

        self.tasks[done].add_done_callback(finish)
        return done

    def _finished(self, task: Any, keep: Callable[[Result], None], job: Job) -> Failure | None:
        """Write what a worker returned; returns why that can't be, if it can't."""
        try:
            result: Result = task.result()
        except EditionError as error:
            return Failure(str(error))
        except Exception as error:  # the task was given up, or the package is another there
            return Failure(f"{ENDED} ({type(error).__name__}: {error})")
        if not result.failure:
            return failure_of(keep, result)
        if result.content:
            keep_failed(job, result.content)
        return Failure(result.failure.why.replace(_FAILED, str(kept_at(job))))


def _order(edition: Edition, job: Job) -> Order:
    return Order(edition.report, edition.name, job.edition, job.parameters)


def _same(kit: Kit) -> Kit:
    return kit


def version_there() -> str:
    """Return the digest of the package that a worker has."""
    return package_digest()


def run_there(package: str, kit: Kit, order: Order, limits: Limits) -> Result:
    """Run an edition's notebook, on a worker; the result has it, as far as it ran."""
    with _at_work(package, kit, order) as (job, executed):
        failure = failure_of(run_job, job, executed, limits)
        return _result(failure, job, executed.read_bytes() if executed.exists() else b"")


def print_there(
    package: str,
    kit: Kit,
    order: Order,
    said: Mapping[str, Any],
    origin: Origin,
    ran: bytes,
    ran_before: bytes | None,
) -> Result:
    """Print an edition, on a worker; the result has its folder."""
    with _at_work(package, kit, order) as (job, executed):
        executed.write_bytes(ran)
        before = executed.with_name("before.ipynb") if ran_before is not None else None
        if before and ran_before is not None:
            before.write_bytes(ran_before)
        failure = failure_of(print_job, job, executed, said, origin, before)
        if failure:
            return _result(failure, job, ran)
        return Result(None, pack({path.name: path.read_bytes() for path in job.folder.iterdir()}))


def end_there() -> None:
    """End what a worker is running for us."""
    if _one_at_a_time.locked():
        end_processes(children())


@contextmanager
def _at_work(package: str, kit: Kit, order: Order) -> Iterator[tuple[Job, Path]]:
    """Give an edition's job, and where its executed notebook goes, in a folder of its own."""
    if package != package_digest():  # it may have joined after the build began
        raise EditionError(_another_version("that took the task", package_digest()))
    with _one_at_a_time, tempfile.TemporaryDirectory() as scratch:
        root = _ready(kit)
        notebook, ledger = root / "notebooks" / f"{order.report}.ipynb", root / kit.ledger
        folder = Path(scratch) / "reports" / order.report / order.name
        job = Job(notebook, order.parameters, folder, ledger, order.edition)
        yield job, Path(scratch) / "ran.ipynb"


def _ready(kit: Kit) -> Path:
    """Return where a worker has a kit's folders; it has kernels of its own for the notebooks."""
    from distributed import get_worker

    unpacked = unpack_kit(kit, Path(get_worker().local_directory))
    get_ready()
    return unpacked


def _result(failure: Failure | None, job: Job, content: bytes) -> Result:
    if failure:
        failure = Failure(failure.why.replace(str(kept_at(job)), _FAILED))
    return Result(failure, content)


MAX_BYTES = 500_000_000  # of a finished folder

_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")


@dataclass(frozen=True)
class Kit:
    """
    The ledger's folder, the notebooks and the house style, for a worker.

    Attributes
    ----------
    content : bytes
        A ZIP file.
    sha256 : str
    ledger : str
        What the ledger's folder is called: notebooks name it.
    """

    content: bytes
    sha256: str
    ledger: str


def pack_kit(site: Site) -> Kit:
    """Pack what a worker needs to print any edition of a site."""
    ledger, notebooks = site.ledger.resolve(), site.notebooks
    paths = [*notebooks.glob("*.ipynb"), *ledger.glob("*")]
    paths += [path for part in ("archive", EDITIONS, HEADS) for path in (ledger / part).rglob("*")]
    files = {
        path.relative_to(site.root).as_posix(): path
        for path in sorted(paths)
        if path.is_file() and not path.name.startswith(".")
    }
    house = find_house(notebooks)
    content = pack({name: path.read_bytes() for name, path in files.items()} | {
        # With a style in it always, lest one be found above the folder where it is unpacked.
        "pyproject.toml": house.read_bytes() if house else b"[tool.workings]\n"
    })  # fmt: skip
    return Kit(content, sha256(content).hexdigest(), ledger.name)


def unpack_kit(kit: Kit, folder: Path) -> Path:
    """Return where in a folder a kit's files are; they are unpacked once."""
    unpacked = folder / f"workings-{kit.sha256}"
    if not unpacked.exists():
        with replacing(unpacked) as made, ZipFile(BytesIO(kit.content)) as packed:
            packed.extractall(made)
    return unpacked


def pack(files: Mapping[str, bytes]) -> bytes:
    """Pack files by name; the same bytes each time."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in files.items():
            packed.writestr(ZipInfo(name), content, ZIP_DEFLATED)  # which knows no clock
    return out.getvalue()


def unpack_folder(content: bytes, folder: Path) -> None:
    """
    Unpack a finished folder, which has files with plain names and nothing else.

    Raises
    ------
    EditionError
        If it has anything else, or is overlong; nothing is written then.
    """
    try:
        files = _read_folder(content)
    except BadZipFile as error:
        raise EditionError(
            f"a worker returned no ZIP file ({error}); expected a finished folder. Build again."
        ) from error
    for name, file in files.items():
        (folder / name).write_bytes(file)


def _read_folder(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as packed:
        members = packed.infolist()
        names = [member.filename for member in members]
        wrong = [name for name in names if not _FILE.fullmatch(name) or names.count(name) > 1]
        if wrong or sum(member.file_size for member in members) > MAX_BYTES:
            raise EditionError(
                f"a worker returned {wrong[0] if wrong else 'too many bytes'!r}; expected files "
                f"with plain names, each once, of {MAX_BYTES:,} bytes at most. See what runs there."
            )
        return {member.filename: packed.read(member) for member in members}
