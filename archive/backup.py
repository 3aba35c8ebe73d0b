"""Backups: a folder with a checked copy of the catalogue, the settings and a description.

`backup.json` names the copy and its SHA-256. It is put in place last and in one step, so that the
folder holds the whole new backup or still the one before.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy.engine import make_url

from archive.catalogue import file_copies
from archive.catalogue.records import Damage
from archive.config import SETTINGS_FILE, Config
from archive.errors import BackupError
from archive.synonym_file import SYNONYMS_FILE

__all__ = ["Backup", "OnProgress", "find", "known", "make", "remove", "restore"]

OnProgress = Callable[[str, int, int], None]
"""Called with the name of the step, the number done and the number of all."""

_DESCRIPTION = "backup.json"
# The version of the description.
_FORMAT = 1
_COPY = re.compile(r"catalogue-[0-9TZ]+-[0-9a-f]{8}\.sqlite(\.part)?(-journal|-wal|-shm)?")
# The files in the folder of the archive that belong to a backup.
_SETTINGS = (SETTINGS_FILE, SYNONYMS_FILE)
_OURS = re.compile(
    rf"{_COPY.pattern}|(backup\.json|khobao\.toml|synonyms\.tsv)(\.part)?|lost\+found"
)
# The ends of the names of files that SQLite keeps next to a database.
_COMPANIONS = ("-wal", "-shm", "-journal")
_RESTORING = ".restoring"
# In the folder of the archive: where it was backed up, so that an erasure can name the backups.
_LIST = "backups.json"

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """The description of a backup.

    `catalogue`: the name of the copy. `made`: ISO 8601 in UTC. `size`: bytes. `sha256`: of the
    copy. `layout`, `revision`: of the catalogue. `rows`: number of rows of each table. `damaged`:
    what was damaged in the archive already.
    """

    catalogue: str
    made: str
    size: int
    sha256: str
    layout: int
    revision: int
    rows: dict[str, int]
    damaged: tuple[str, ...] = ()


def make(config: Config, folder: Path, on_progress: OnProgress) -> tuple[Backup, list[Damage]]:
    """Back up an archive into a folder, at any time; return the backup and what is damaged in it.

    An earlier backup in the folder is replaced once the new one is complete and checked. Raise
    `BackupError` if the folder holds anything else, if the archive is damaged and an earlier backup
    would be replaced, or for a catalogue on PostgreSQL; raise the errors of `open_catalogue`.
    """
    if file_copies.sqlite_file(config.catalogue) is None:
        raise BackupError(_use_pg_dump(config, folder))
    with _locked(folder):
        earlier = _found(folder)
        made = datetime.now(UTC)
        copy = folder / f"catalogue-{made:%Y%m%dT%H%M%SZ}-{token_hex(4)}.sqlite"
        part = copy.with_name(f"{copy.name}.part")
        try:
            state = file_copies.copy(
                config.catalogue, part, lambda done, whole: on_progress("Copying", done, whole)
            )
            damage = list(
                file_copies.check(
                    part, state, lambda done, whole: on_progress("Checking", done, whole)
                )
            )
            _refuse_damaged(damage, earlier, folder)
            backup = _described(part, copy.name, made, state, damage)
            _sync(part)
            part.rename(copy)
            for name in _SETTINGS:
                _copy_settings(config.archive, folder, name)
            _write(folder / _DESCRIPTION, backup)
        except BaseException:
            for name in ("", *_COMPANIONS):
                part.with_name(part.name + name).unlink(missing_ok=True)
            raise
        _remove_others(folder, copy.name)
    _remember(config.archive, folder)
    return backup, damage


def known(archive: Path) -> list[tuple[Path, Backup | None]]:
    """Return the folders that an archive was backed up into, each with the backup there now.

    None stands for a folder that is not there, or that holds no backup that can be read.
    """
    found: list[tuple[Path, Backup | None]] = []
    for folder in _folders(archive):
        try:
            found.append((folder, _found(folder)))
        except BackupError:
            found.append((folder, None))
    return found


def find(folder: Path) -> Backup:
    """Return the backup in a folder; raise `BackupError` if there is none."""
    backup = _found(folder)
    if backup is None:
        within = sorted(each.parent for each in folder.glob(f"*/{_DESCRIPTION}"))
        hint = f"; there is one in {str(within[-1])!r}" if within else ""
        raise BackupError(
            f"{str(folder)!r} holds no complete backup: it has no {_DESCRIPTION}{hint}"
        )
    return backup


def remove(folder: Path) -> None:
    """Remove a backup, or what an interrupted one left behind, and its folder.

    Nothing is removed while a backup is being written there, or if there are other files.
    """
    with suppress(BackupError), _locked(folder):
        # Without its description, a folder that is removed in part counts as incomplete.
        for name in sorted(os.listdir(folder), key=lambda name: name != _DESCRIPTION):
            with suppress(IsADirectoryError):
                (folder / name).unlink()
        with suppress(OSError):
            folder.rmdir()


def restore(folder: Path, config: Config, on_progress: OnProgress) -> Backup:
    """Put the catalogue of a backup, and its settings, into the place of an archive.

    The catalogue appears under its name once it is complete. Raise `BackupError` if the backup is
    damaged, or if there is a catalogue or a leftover of one in that place already.
    """
    backup = find(folder)
    target = file_copies.sqlite_file(config.catalogue)
    if target is None:
        raise BackupError(
            "the settings name a catalogue on PostgreSQL; restore the dump of pg_dump with "
            f"«pg_restore --single-transaction --dbname='{_server(config)}' DUMP», or restore this "
            "backup into a file and use «khobao copy-catalogue»"
        )
    _refuse_occupied(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + _RESTORING)
    for name in ("", *_COMPANIONS):
        draft.with_name(draft.name + name).unlink(missing_ok=True)
    try:
        _copy_checked(folder / backup.catalogue, draft, backup, on_progress)
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        _sync(draft)
        for name in _SETTINGS:
            if not (config.archive / name).exists():
                _copy_settings(folder, config.archive, name)
        _refuse_occupied(target)
        draft.rename(target)
        _sync(target.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return backup


def _folders(archive: Path) -> list[Path]:
    """Return the folders in the list of an archive; none if the list cannot be read."""
    try:
        return [Path(each) for each in json.loads((archive / _LIST).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def _remember(archive: Path, folder: Path) -> None:
    """Add a folder to the list of an archive, unless the archive may not be written.

    Folders next to it that are gone leave the list: others may be on a disk that is not mounted.
    """
    if not os.access(archive, os.W_OK):
        return
    new = folder.absolute()
    known = [each for each in _folders(archive) if each.parent != new.parent or each.exists()]
    folders = dict.fromkeys(map(str, [*known, new]))
    with suppress(OSError):
        part = archive / f"{_LIST}.part"
        part.write_text(json.dumps(list(folders), ensure_ascii=False, indent=1), "utf-8")
        part.rename(archive / _LIST)


def _use_pg_dump(config: Config, folder: Path) -> str:
    dump = folder / "khobao.dump"
    return (
        "a catalogue on PostgreSQL is backed up by its server: "
        f"pg_dump --format=custom --file='{dump}' '{_server(config)}'"
    )


def _server(config: Config) -> str:
    """Return the URL of a PostgreSQL server for its own commands, without a password."""
    url = make_url(config.catalogue).set(drivername="postgresql", password=None)
    return url.render_as_string()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Make the folder of a backup, and keep others from writing one there meanwhile.

    Raise `BackupError` if that is impossible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise BackupError(f"{str(folder)!r} cannot be used: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if others := [name for name in os.listdir(folder) if not _OURS.fullmatch(name)]:
            raise BackupError(
                f"{str(folder)!r} holds {others[0]!r}, which does not belong to a backup; "
                "name an empty or a new folder"
            )
        yield
    except BlockingIOError as error:
        raise BackupError(f"another backup is being written to {str(folder)!r}") from error
    finally:
        os.close(handle)


def _found(folder: Path) -> Backup | None:
    """Return the backup in a folder, None if there is none; raise `BackupError` if damaged."""
    path = folder / _DESCRIPTION
    try:
        facts: dict[str, Any] = json.loads(path.read_bytes())
        if facts.pop("format") != _FORMAT:
            raise ValueError("it was made by a newer version of Kho Báo")
        backup = Backup(**facts | {"damaged": tuple(facts["damaged"])})
        if not _COPY.fullmatch(backup.catalogue):
            raise ValueError(f"it names the file {backup.catalogue!r}")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"{path} is damaged: {error}") from error
    return backup


def _refuse_damaged(damage: Sequence[Damage], earlier: Backup | None, folder: Path) -> None:
    """Raise `BackupError` if a damaged catalogue would replace a backup that is not."""
    if damage and earlier and not earlier.damaged:
        first = damage[0]
        raise BackupError(
            f"the archive is damaged ({first.kind} {first.name}: {first.problem}), so the backup "
            f"of {earlier.made} in {str(folder)!r} is kept; «khobao verify» lists the damage, and "
            "another folder takes a backup all the same"
        )


def _refuse_occupied(target: Path) -> None:
    """Raise `BackupError` if there is a catalogue, or a leftover of one, under this name."""
    for end in ("", *_COMPANIONS):
        path = target.with_name(target.name + end)
        if path.exists():
            what = "belongs to a catalogue that was there" if end else "is a catalogue already"
            raise BackupError(f"{path} {what}; move it away, or name another folder with --archive")


def _described(
    part: Path,
    name: str,
    made: datetime,
    state: file_copies.State,
    damage: Iterable[Damage],
) -> Backup:
    """Return the description of a copy of a catalogue. `name`: of the copy in its place."""
    size, sha256 = _digest(part)
    return Backup(
        name,
        f"{made:%Y-%m-%dT%H:%M:%SZ}",
        size,
        sha256,
        state.layout,
        state.revision,
        state.rows,
        tuple(f"{each.kind} {each.name}: {each.problem}" for each in damage),
    )


def _copy_checked(source: Path, draft: Path, backup: Backup, on_progress: OnProgress) -> None:
    """Copy the catalogue of a backup; raise `BackupError` if it is not what was backed up."""
    found = hashlib.sha256()
    done = 0
    try:
        with source.open("rb") as reading, draft.open("xb") as writing:
            while chunk := reading.read(_CHUNK):
                found.update(chunk)
                writing.write(chunk)
                done += len(chunk)
                on_progress("Restoring", done, backup.size)
    except OSError as error:
        raise BackupError(f"{source} cannot be restored: {error.strerror}") from error
    if found.hexdigest() != backup.sha256:
        raise BackupError(
            f"{source} is damaged: its SHA-256 is not that of the backup of {backup.made}; "
            "use another backup"
        )


def _digest(path: Path) -> tuple[int, str]:
    """Return the size and the SHA-256 of a file."""
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256")
    return path.stat().st_size, found.hexdigest()


def _copy_settings(source: Path, target: Path, name: str) -> None:
    """Copy a file of settings with its permissions, if there is one."""
    with suppress(FileNotFoundError):
        part = target / f"{name}.part"
        shutil.copyfile(source / name, part)
        shutil.copymode(source / name, part)
        _sync(part)
        part.rename(target / name)


def _write(path: Path, backup: Backup) -> None:
    """Write the description of a backup; from then on it is the one of its folder."""
    # The copy must be on the disk before the description that names it.
    _sync(path.parent)
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps({"format": _FORMAT} | asdict(backup), indent=1), "utf-8")
    _sync(part)
    part.rename(path)
    _sync(path.parent)


def _remove_others(folder: Path, kept: str) -> None:
    """Remove the copies of earlier backups and of those that were interrupted."""
    for name in os.listdir(folder):
        if _COPY.fullmatch(name) and name != kept:
            (folder / name).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Put a file, or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
