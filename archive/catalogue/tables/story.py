"""The texts that were compared, and the groups that tell the same story."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Table

from archive.catalogue.tables.column import metadata
from archive.catalogue.tables.report import reports, versions

__all__ = ["story_hashes", "story_members", "story_pairs", "story_texts"]

# The reports whose text was compared with the others, and the version that it was. `size`: the
# number of different shingles, 0 for a text too short to be compared.
story_texts = Table(
    "story_texts",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("version", BigInteger, ForeignKey(versions.c.number), nullable=False),
    Column("size", Integer, nullable=False),
)

# Samples of the shingles of texts, by which candidates are found. Those of older versions stay,
# since each candidate is compared in its current text.
story_hashes = Table(
    "story_hashes",
    metadata,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("report", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# Pairs of reports whose texts overlap; `first` is less than `second`. `same`: the texts are the
# same story.
story_pairs = Table(
    "story_pairs",
    metadata,
    Column("first", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("second", BigInteger, ForeignKey(reports.c.number), primary_key=True, index=True),
    Column("same", Boolean, nullable=False),
)

# The groups of reports that tell the same story, computed from pairs and decisions. `story`: the
# report that represents the group.
story_members = Table(
    "story_members",
    metadata,
    Column("report", BigInteger, ForeignKey(reports.c.number), primary_key=True),
    Column("story", BigInteger, ForeignKey(reports.c.number), nullable=False, index=True),
)
