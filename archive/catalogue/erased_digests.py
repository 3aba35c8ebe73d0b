"""The digests by which an erased report is recognised when it is imported again.

A digest is not content: it shows that a file, a text or an address is the same, and nothing else.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from archive.catalogue.chunks import chunks
from archive.catalogue.tables import erased_digests, erasures

__all__ = [
    "STUB",
    "add",
    "are_any",
    "digest_of_identifier",
    "digest_of_url",
    "erased_among",
    "forget",
    "known",
    "stub_of",
]

STUB = "erased-"
"""The beginning of identifiers that take the place of forgotten ones."""


def digest_of_url(url: str) -> str:
    """Return the digest of a URL."""
    return hashlib.sha256(url.encode()).hexdigest()


def digest_of_identifier(identifier: str) -> str:
    """Return the digest of an identifier."""
    return hashlib.sha256(f"identifier {identifier}".encode("utf-8", "surrogatepass")).hexdigest()


def stub_of(identifier: str) -> str:
    """Return the identifier that takes the place of one that is forgotten.

    >>> stub_of("2018-01-10-thu-tuong-tham-hue")
    'erased-4c55c1ddbd0526a4'
    """
    return f"{STUB}{digest_of_identifier(identifier)[:16]}"


def add(connection: Connection, report: int, digests: Iterable[str]) -> None:
    """Keep the digests of a report that is erased, given by number."""
    rows = [{"sha256": each, "report": report} for each in sorted(set(digests))]
    if rows:
        connection.execute(insert(erased_digests), rows)


def are_any(connection: Connection) -> bool:
    """Return True if any report was erased."""
    return connection.execute(select(erasures.c.report).limit(1)).first() is not None


def known(connection: Connection, digests: Iterable[str]) -> dict[str, int]:
    """Return digest → number of the erased report for those of an erased report."""
    found: dict[str, int] = {}
    wanted = select(erased_digests.c.sha256, erased_digests.c.report)
    for chunk in chunks(sorted(set(digests))):
        rows = connection.execute(wanted.where(erased_digests.c.sha256.in_(chunk)))
        found.update((row.sha256, row.report) for row in rows)
    return found


def erased_among(connection: Connection, numbers: Collection[int]) -> set[int]:
    """Return those of these reports, given by number, that were erased."""
    wanted = select(erasures.c.report).where(erasures.c.report.in_(numbers))
    return set(connection.execute(wanted).scalars())


def forget(connection: Connection, numbers: Sequence[int]) -> None:
    """Forget that reports were erased, which come in again."""
    for table in (erased_digests, erasures):
        connection.execute(delete(table).where(table.c.report.in_(numbers)))
