"""What is sent to a worker and what comes back, as bytes: files in a ZIP file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from workings.errors import EditionError
from workings.origins import Site, house_file
from workings.shelf import replacing

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
    """

    content: bytes
    sha256: str


def pack_kit(site: Site) -> Kit:
    """Pack what a worker needs to print any edition of a site."""
    ledger, notebooks = site.ledger.resolve(), site.root / "notebooks"
    paths = [*notebooks.glob("*.ipynb"), *ledger.glob("*"), *(ledger / "archive").glob("*")]
    files = {
        f"{'notebooks' if path.parent == notebooks else 'data'}/"
        + path.relative_to(notebooks if path.parent == notebooks else ledger).as_posix(): path
        for path in sorted(paths)
        if path.is_file() and not path.name.startswith(".")
    }
    house = house_file(site.root)
    style = house.read_bytes() if house.is_file() else b""
    content = pack({name: path.read_bytes() for name, path in files.items()} | {
        # With a style in it always, lest one be found above the folder where it is unpacked.
        "pyproject.toml": style if b"tool.workings" in style else b"[tool.workings]\n"
    })  # fmt: skip
    return Kit(content, sha256(content).hexdigest())


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
