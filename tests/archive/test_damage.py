"""Each kind of damage: what verify, status, /readyz and pages say, and the command that mends."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.config import load
from archive.web import create_app
from tests.khobao import Khobao


@dataclass(frozen=True)
class Case:
    """A kind of damage.

    `named`, `remedy`: in the output of `khobao verify`. `status`: in that of `khobao status`.
    `ready`: of /readyz. `page`: a word of the page of results, "" if it is served. `mend`: the
    commands after which nothing is damaged, in the folder of a backup.
    """

    damage: Callable[[Path], object]
    named: str
    remedy: str
    status: str
    ready: int
    page: str
    mend: tuple[str, ...]


def _flip(path: Path, share: float) -> None:
    data = bytearray(path.read_bytes())
    place = int(share * (len(data) - 1))
    # In an array file, up to 63 zeros between two arrays mean nothing.
    while share and not data[place]:
        place += 1
    data[place] ^= 0x55
    path.write_bytes(data)


def _segment(archive: Path) -> Path:
    return next((archive / "index").glob("*.arrays"))


def _toc(archive: Path) -> Path:
    return max((archive / "index").glob("*.toc"))


def _execute(archive: Path, statement: str) -> None:
    with closing(sqlite3.connect(archive / "catalogue.sqlite")) as connection:
        connection.execute(statement)
        connection.commit()


_FLIPPED = (
    "UPDATE originals SET data = CAST(substr(data, 1, 40) || x'ff' || substr(data, 42) AS BLOB)"
)
_REBUILD = ("index --rebuild",)

CASES = {
    "flipped byte in an original": Case(
        lambda archive: _execute(archive, _FLIPPED),
        "original", "«khobao verify --repair BACKUP»", "up to date", 200, "",
        ("verify --repair backup",),
    ),
    "changed text of a version": Case(
        lambda archive: _execute(archive, "UPDATE versions SET body = 'khác' WHERE number = 1"),
        "version 1 of 'bao:1'", "«khobao verify --repair BACKUP»", "up to date", 200, "",
        ("verify --repair backup", "index"),
    ),
    "flipped byte in a segment": Case(
        lambda archive: _flip(_segment(archive), 0.5),
        ".arrays", "«khobao index --rebuild»", "", 200, "khobao index --rebuild", _REBUILD,
    ),
    "flipped byte in the header of a segment": Case(
        lambda archive: _flip(_segment(archive), 0.0),
        ".arrays", "«khobao index --rebuild»", "--rebuild", 503, "khobao index --rebuild",
        _REBUILD,
    ),
    "missing segment": Case(
        lambda archive: _segment(archive).unlink(),
        ".arrays", "«khobao index --rebuild»", "--rebuild", 503, "khobao index --rebuild",
        _REBUILD,
    ),
    "flipped byte in the table of contents": Case(
        lambda archive: _flip(_toc(archive), 0.5),
        ".toc", "«khobao index --rebuild»", "--rebuild", 503, "khobao index --rebuild", _REBUILD,
    ),
    "missing table of contents": Case(
        lambda archive: _toc(archive).unlink(),
        "index", "«khobao index» builds it", "«khobao index» builds it", 503, "khobao index",
        ("index",),
    ),
    "missing folder of the index": Case(
        lambda archive: shutil.rmtree(archive / "index"),
        "index", "«khobao index» builds it", "«khobao index» builds it", 503, "khobao index",
        ("index",),
    ),
}  # fmt: skip


@pytest.fixture
def archive(filled: Khobao, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an archive that has a backup in `backup`."""
    monkeypatch.chdir(filled.folder)
    assert filled("backup", "backup").exit_code == 0
    return filled.folder / "archive"


@pytest.mark.parametrize("kind", CASES)
def test_damage_is_named_with_what_mends_it(kind: str, archive: Path, filled: Khobao) -> None:
    case = CASES[kind]
    case.damage(archive)
    verified = filled("verify")
    assert verified.exit_code == 1
    damaged = [line for line in verified.stdout.splitlines() if line.startswith("damaged: ")]
    assert any(case.named in line and case.remedy in line for line in damaged), verified.stdout
    status = filled("status")
    assert status.exit_code in (0, 3)
    assert case.status in status.output

    client = create_app(load(archive, {})).test_client()
    assert client.get("/readyz").status_code == case.ready
    page = client.get("/tim-kiem?q=dan+van")
    assert page.status_code == (503 if case.page else 200)
    assert case.page in page.text

    for command in case.mend:
        assert filled(*command.split()).exit_code == 0
    assert filled("verify").exit_code == 0
    assert filled("search", "dân vận").exit_code == 0


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: b"garbage" * 500, "file is not a database; «khobao restore»"),
        (lambda data: data[:9000], "database disk image is malformed; «khobao restore»"),
        (lambda data: b"", "is empty; «khobao restore»"),
    ],
)
def test_damaged_catalogue_is_restored_from_a_backup(
    damage: Callable[[bytes], bytes], said: str, archive: Path, filled: Khobao
) -> None:
    file = archive / "catalogue.sqlite"
    file.write_bytes(damage(file.read_bytes()))
    for command in ("verify", "status", "search lũ", "index"):
        result = filled(*command.split())
        assert (result.exit_code, said in result.stderr) == (3, True), result.output
    client = create_app(load(archive, {})).test_client()
    assert {client.get(path).status_code for path in ("/", "/tim-kiem?q=a", "/readyz")} == {503}

    restored = Khobao(filled.folder / "new")
    restored.folder.mkdir()
    assert restored("restore", str(filled.folder / "backup")).exit_code == 0
    assert restored("index").exit_code == 0
    assert restored("verify").exit_code == 0


def test_leftover_files_are_no_damage_and_go_with_the_next_import(
    archive: Path, filled: Khobao
) -> None:
    """As after a writer that was killed."""
    index = archive / "index"
    leftover = index / "MAIN_0123456789abcdef.arrays"
    shutil.copy(_segment(archive), leftover)
    own = index / "notes.txt"
    own.write_text("not ours")
    assert filled("verify").exit_code == 0
    assert filled("search", "dân vận").exit_code == 0
    filled("import", filled.write({"id": "bao:9", "title": "Mới"}, name="new.jsonl"))
    assert not leftover.exists()
    assert own.exists()
    assert filled("verify").exit_code == 0
