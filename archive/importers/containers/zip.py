"""ZIP archives, and WACZ, the ZIP archives of web archives."""

import re
import zipfile
from collections.abc import Iterator, Sequence

from archive.importers.containers.names import member_left_out
from archive.importers.office import is_office
from archive.importers.refusal import Refusal, Skipped, Unfit
from archive.importers.source import Container, Head, Member, Options, Source
from archive.importers.streams import rewindable

__all__ = ["CONTAINER"]

_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
# The other members of a WACZ file are indexes of its web archives (WACZ 1.1.1 §5).
_WACZ_DATA = re.compile(r"archive/.*\.w?arc(?:\.gz)?$")


def _members(source: Source, _options: Options) -> Iterator[Member]:
    """Yield the files of an archive in the order of its directory."""
    try:
        with rewindable(source.stream) as stream, zipfile.ZipFile(stream) as archive:
            for info, left_out in _files(archive.infolist(), source.origin):
                place = f"{source.origin}/{_name(info)}"
                if left_out:
                    yield Skipped(left_out, place)
                    continue
                if info.flag_bits & _ENCRYPTED:
                    yield Refusal("encrypted with a password; unpack the archive first", place)
                    continue
                try:
                    content = archive.open(info)
                except (zipfile.BadZipFile, NotImplementedError) as error:
                    yield Refusal(f"cannot be read: {error}", place)
                    continue
                with content:
                    yield source.member(_name(info), content)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Unfit(f"a damaged ZIP archive: {error}") from error


def _files(infos: Sequence[zipfile.ZipInfo], archive: str) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Yield the files among the members, each with the reason why it is left out, "" for none.

    `archive`: the path of the archive.
    """
    names = {_name(info) for info in infos}
    is_wacz = "datapackage.json" in names
    for info in infos:
        if info.is_dir():
            continue
        if is_wacz:
            is_data = _WACZ_DATA.match(info.filename) is not None
            yield info, "" if is_data else "a file about the web archives of a WACZ"
        else:
            yield info, member_left_out(_name(info), names, archive)


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
