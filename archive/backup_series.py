"""Series of backups: folders side by side, named for their time, of which the newest are kept."""

import re
from datetime import UTC, datetime
from pathlib import Path

from archive import backup
from archive.backup import Backup, OnProgress
from archive.catalogue.records import Damage
from archive.config import Config
from archive.errors import BackupError
from index.errors import KhobaoError

__all__ = ["make_next"]

_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z")


def make_next(
    config: Config, root: Path, keep: int, on_progress: OnProgress
) -> tuple[Path, Backup, list[Damage]]:
    """Back up an archive into a new folder in `root`; return it, the backup and the damage.

    All but the newest `keep` backups in `root` are removed then, unless the archive is damaged:
    none of the backups that may mend it is lost. Raise the errors of `archive.backup.make`.
    """
    folder = root / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    try:
        made, damage = backup.make(config, folder, on_progress)
    except KhobaoError:
        # An empty folder would look like the newest backup.
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        raise
    if not damage:
        _remove_all_but(root, keep)
    return folder, made, damage


def _remove_all_but(root: Path, keep: int) -> None:
    """Remove the oldest backups, and what interrupted ones left behind."""
    folders = sorted(each for each in root.iterdir() if _NAME.fullmatch(each.name))
    complete = [each for each in folders if _is_complete(each)]
    kept = set(complete[-keep:])
    for folder in folders:
        if folder not in kept:
            backup.remove(folder)


def _is_complete(folder: Path) -> bool:
    try:
        backup.find(folder)
    except BackupError:
        return False
    return True
