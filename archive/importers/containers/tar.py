"""TAR archives, read as a stream."""

import tarfile
from collections.abc import Iterator
from typing import Self

from archive.importers.containers.names import member_left_out
from archive.importers.refusal import Skipped, Unfit
from archive.importers.source import Container, Head, Member, Options, Source

__all__ = ["CONTAINER"]


class _Info(tarfile.TarInfo):
    """A member whose header may be damaged, which `tarfile` would take for the end."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Self:
        """Return the next member; raise `tarfile.ReadError` where its header is damaged."""
        try:
            return super().fromtarfile(tarfile_)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(f"{error} at byte {tarfile_.offset:,}") from error


def _members(source: Source, _options: Options) -> Iterator[Member]:
    """Yield the regular files of an archive in its order."""
    names: set[str] = set()
    try:
        with tarfile.open(fileobj=source.stream, mode="r|", tarinfo=_Info) as archive:
            for info in archive:
                name = info.name.removeprefix("./")
                names.add(name)
                if info.isdir():
                    continue
                stream = archive.extractfile(info) if info.isreg() else None
                reason = member_left_out(name, names, source.origin)
                if stream is None or reason:
                    yield Skipped(reason or "no regular file", f"{source.origin}/{name}")
                else:
                    yield source.member(name, stream)
    except tarfile.TarError as error:
        raise Unfit(f"a damaged TAR archive: {error}") from error


def _recognises(head: Head) -> bool:
    """Recognise the magic of POSIX.1-1988 and of GNU tar, and by its suffix an empty archive."""
    is_blank = len(head.data) >= tarfile.BLOCKSIZE and not head.data.strip(b"\0")
    return head.data[257:262] == b"ustar" or (is_blank and head.suffix in (".tar", ".tgz"))


CONTAINER = Container("tar", "a TAR archive", _recognises, _members)
