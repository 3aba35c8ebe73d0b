"""A ZIP that is handed out while it is made, the same bytes for the same files."""

import hashlib
from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

__all__ = ["Member", "StreamedZip"]

# The earliest time that a ZIP can state; a real one would change the bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
# The system that file attributes are for (APPNOTE.TXT 4.4.2): Unix, wherever the ZIP is made.
_UNIX = 3


class Member:
    """What was written under one name: the number of bytes, and their SHA-256 in hexadecimal."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.size = 0

    def update(self, piece: bytes) -> None:
        self._digest.update(piece)
        self.size += len(piece)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class _Pipe:
    """A file that is only written to; what was written is taken out piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing is buffered elsewhere."""

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


class StreamedZip:
    """A ZIP under way, whose bytes are handed out as they are made."""

    def __init__(self) -> None:
        self._pipe = _Pipe()
        # A file without `seek`: each size follows its data (APPNOTE.TXT 4.3.9).
        self._zip = ZipFile(self._pipe, "w", ZIP_DEFLATED)  # type: ignore[call-overload]
        self.members: dict[str, Member] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Add a file; yield the bytes of the ZIP so far."""
        member = self.members[name] = Member()
        info = ZipInfo(name, _NO_TIME)
        info.compress_type = ZIP_DEFLATED
        info.create_system = _UNIX
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=True) as stream:
            for piece in pieces:
                member.update(piece)
                stream.write(piece)
                yield self._pipe.take()
        yield self._pipe.take()

    def end(self) -> bytes:
        """Write the directory of the ZIP; return the last bytes."""
        self._zip.close()
        return self._pipe.take()
