"""TAR archives, read as a stream."""

import tarfile
from collections.abc import Iterator

from archive.importers.containers.names import is_shown
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Container, Head, Options, Source

__all__ = ["CONTAINER"]


def _members(source: Source, _options: Options) -> Iterator[Source | Refusal]:
    """Yield the regular files of an archive in its order."""
    names: set[str] = set()
    try:
        with tarfile.open(fileobj=source.stream, mode="r|") as archive:
            for info in archive:
                name = info.name.removeprefix("./")
                names.add(name)
                stream = archive.extractfile(info) if info.isreg() else None
                if stream is not None and is_shown(name, names):
                    yield source.member(name, stream)
    except tarfile.TarError as error:
        raise Unfit(f"a damaged TAR archive: {error}") from error


def _recognises(head: Head) -> bool:
    """Recognise the magic of POSIX.1-1988 and of GNU tar."""
    return head.data[257:262] == b"ustar"


CONTAINER = Container("tar", "a TAR archive", _recognises, _members)
