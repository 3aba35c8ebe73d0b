"""Lists as they were on the day they were frozen."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, Table

from archive.catalogue.tables.column import DATESTAMP, SHA256, TEXT, metadata

__all__ = ["frozen_entries", "frozen_lists"]

# Lists as they were on the day they were frozen. `query`: as in a URL; `words`, `filters`: the same
# for readers. `sha256`: of the identifiers, each followed by a line feed.
frozen_lists = Table(
    "frozen_lists",
    metadata,
    Column("identifier", TEXT, primary_key=True),
    Column("datestamp", DATESTAMP, nullable=False),
    Column("query", TEXT, nullable=False),
    Column("words", TEXT, nullable=False),
    Column("filters", JSON, nullable=False),
    Column("note", TEXT, nullable=False),
    Column("generation", TEXT, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("sha256", SHA256, nullable=False),
)

# `report` is an identifier and `version` a number of `versions` or `corrected`, without foreign
# keys: an entry outlives the report that it names.
frozen_entries = Table(
    "frozen_entries",
    metadata,
    Column("list", TEXT, ForeignKey(frozen_lists.c.identifier), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("report", TEXT, nullable=False),
    Column("version", BigInteger, nullable=False),
)
