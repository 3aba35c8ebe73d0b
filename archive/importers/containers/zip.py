"""ZIP archives, and WACZ, the ZIP archives of web archives."""

import re
import zipfile
from collections.abc import Iterator, Sequence

from archive.importers.containers.names import is_shown
from archive.importers.office import is_office
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Container, Head, Options, Source
from archive.importers.streams import rewindable

__all__ = ["CONTAINER"]

_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
# The other members of a WACZ file are indexes of its web archives (WACZ 1.1.1 §5).
_WACZ_DATA = re.compile(r"archive/.*\.w?arc(?:\.gz)?$")


def _members(source: Source, _options: Options) -> Iterator[Source | Refusal]:
    """Yield the files of an archive in the order of its directory."""
    try:
        with rewindable(source.stream) as stream, zipfile.ZipFile(stream) as archive:
            for info in _files(archive.infolist()):
                name = _name(info)
                if info.flag_bits & _ENCRYPTED:
                    reason = "encrypted with a password; unpack the archive first"
                    yield Refusal(reason, f"{source.origin}/{name}")
                    continue
                try:
                    content = archive.open(info)
                except (zipfile.BadZipFile, NotImplementedError) as error:
                    yield Refusal(f"cannot be read: {error}", f"{source.origin}/{name}")
                    continue
                with content:
                    yield source.member(name, content)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Unfit(f"a damaged ZIP archive: {error}") from error


def _files(infos: Sequence[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Return the members that may hold reports."""
    names = [_name(info) for info in infos]
    if "datapackage.json" in names:
        return [each for each in infos if _WACZ_DATA.match(each.filename)]
    return [
        info
        for info, name in zip(infos, names, strict=True)
        if not info.is_dir() and is_shown(name, names)
    ]


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member, in UTF-8 if it can be: many programs do not set the flag."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _recognises(head: Head) -> bool:
    """Return whether a source is a ZIP archive but not an office document."""
    return head.data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not is_office(head)


CONTAINER = Container("zip", "a ZIP archive", _recognises, _members)
