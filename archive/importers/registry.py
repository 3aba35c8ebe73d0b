"""The registry of formats and containers, and the choice of one for a source.

A new one needs a module and an entry here; no other list of them exists.
"""

from pathlib import PurePath

from archive.importers.containers import compressed, mail, tar, warc, zip
from archive.importers.formats import (
    alto,
    csv,
    docx,
    eml,
    feed,
    html,
    json,
    jsonl,
    odt,
    pdf,
    text,
    xlsx,
)
from archive.importers.source import Container, Format, Head

__all__ = [
    "CONTAINERS",
    "FORMATS",
    "by_suffix",
    "container_of",
    "format_named",
    "recognised",
    "suffix_of",
]

# In the order in which they are asked whether they recognise a source.
FORMATS: tuple[Format, ...] = (
    jsonl.FORMAT, json.FORMAT, feed.FORMAT, alto.FORMAT, html.FORMAT, csv.FORMAT, xlsx.FORMAT,
    docx.FORMAT, odt.FORMAT, pdf.FORMAT, eml.FORMAT, text.FORMAT,
)  # fmt: skip
CONTAINERS: tuple[Container, ...] = (
    *compressed.CONTAINERS, zip.CONTAINER, tar.CONTAINER, warc.CONTAINER, mail.MHTML, mail.MESSAGE,
    mail.MAILBOX,
)  # fmt: skip


def format_named(name: str) -> Format | None:
    """Return the format of that name, None if there is none."""
    return next((each for each in FORMATS if each.name == name), None)


def container_of(head: Head) -> Container | None:
    """Return the container that recognises the first bytes of a source, None if none does."""
    return next((each for each in CONTAINERS if each.recognises(head)), None)


def recognised(head: Head) -> Format | None:
    """Return the format that recognises the first bytes of a source, None if none does."""
    return next((each for each in FORMATS if each.recognises(head)), None)


def suffix_of(origin: str) -> str:
    """Return the suffix of a file name in lower case; one such as `.gz` is ignored.

    >>> suffix_of("/tin/List.JSONL.gz")
    '.jsonl'
    """
    path = PurePath(origin.lower())
    return (path.with_suffix("") if path.suffix in compressed.SUFFIXES else path).suffix


def by_suffix(suffix: str) -> Format | None:
    """Return the format whose files have a suffix, None if there is none."""
    return next((each for each in FORMATS if suffix in each.suffixes), None)
