"""XML documents: parsed without entities, and recognised by their first element."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from archive.importers.refusal import Unfit
from archive.importers.source import Head

__all__ = ["child_text", "children", "local", "parse_xml", "root_name"]

# In the encodings that expat reads; in all others ASCII is as in ASCII.
_ENTITIES = tuple("<!ENTITY".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_PROLOG = re.compile(
    r"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>|\s)*", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
# Of elements that begin or end; a sitemap of 50,000 addresses, its longest, has up to 900,000.
_TAGS = 2_000_000
_SPACES = re.compile(r"\s+")


def root_name(head: Head) -> str:
    """Return the name of the first element without its prefix, "" where a source is no XML."""
    if not head.text.startswith("<"):
        return ""
    prolog = _PROLOG.match(head.text)
    found = _ROOT.match(head.text, prolog.end() if prolog else 0)
    return found[1] if found else ""


def parse_xml(data: bytes) -> Element:
    """Return the root element; raise `Unfit` for broken XML and for declarations of entities.

    Entities could multiply to gigabytes or name files of this machine; no format here needs them.
    """
    if any(mark in data for mark in _ENTITIES):
        raise Unfit(
            "an XML document that declares entities, which are never expanded: "
            "replace them by their text and remove the DOCTYPE"
        )
    if data.count(b"<") > _TAGS:
        raise Unfit(f"an XML document of more than {_TAGS:,} tags; divide it")
    try:
        return ElementTree.fromstring(data)  # nosec B314 # no entities are left
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise Unfit(f"no XML: {error}") from error


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """Yield the children of these local names, in order."""
    return (child for child in element if local(child) in names)


def child_text(element: Element, *names: str) -> str:
    """Return the text of the first child that has one of the names, the first name first."""
    for name in names:
        for child in children(element, name):
            if text := _SPACES.sub(" ", "".join(child.itertext())).strip():
                return text
    return ""
