"""The last revision, the marks of all commits, and the log of decisions."""

from sqlalchemy import BigInteger, Column, Integer, String, Table

from archive.catalogue.tables.column import DATESTAMP, TEXT, metadata, ordered

__all__ = ["decisions", "head", "lineage"]

# One row: the layout of the tables, and the last revision.
head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schema", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False),
)

# One row for each commit that changed what readers see: its last revision and a random token.
lineage = Table(
    "lineage",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("token", ordered(String(16)), nullable=False),
)

# The log of librarians' decisions; `decision` is an object in JSON, without its kind.
decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("datestamp", DATESTAMP, nullable=False),
    Column("by", TEXT, nullable=False),
    Column("why", TEXT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("decision", TEXT, nullable=False),
)
