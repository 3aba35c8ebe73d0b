"""The tables of the catalogue, in SQLAlchemy Core.

Numbers are revisions: the counter in `head` gives every change a number of its own, so the number
of a report or version is the revision that added it. Rows are deleted from `reports`, `versions`,
`originals` and `origins` only where a report is erased (`archive.catalogue.erasures`).

Each change of this layout is a step in `archive.catalogue.migrations`.
"""

from archive.catalogue.tables.column import NAME_REST, STREAMED, as_json, metadata, storable
from archive.catalogue.tables.frozen_list import frozen_entries, frozen_lists
from archive.catalogue.tables.intake import harvested, refusals
from archive.catalogue.tables.log import decisions, head, lineage
from archive.catalogue.tables.name import newspaper_spellings, section_names, section_spellings
from archive.catalogue.tables.person import aliases, appearances, name_words, persons
from archive.catalogue.tables.report import (
    corrected,
    erased_digests,
    erasures,
    originals,
    origins,
    reports,
    unread,
    versions,
)
from archive.catalogue.tables.story import story_hashes, story_members, story_pairs, story_texts

__all__ = [
    "NAME_REST",
    "OLDEST",
    "SCHEMA",
    "STREAMED",
    "aliases",
    "appearances",
    "as_json",
    "corrected",
    "decisions",
    "erased_digests",
    "erasures",
    "frozen_entries",
    "frozen_lists",
    "harvested",
    "head",
    "lineage",
    "metadata",
    "name_words",
    "newspaper_spellings",
    "originals",
    "origins",
    "persons",
    "refusals",
    "reports",
    "section_names",
    "section_spellings",
    "storable",
    "story_hashes",
    "story_members",
    "story_pairs",
    "story_texts",
    "unread",
    "versions",
]

# The version of this layout; a catalogue with another one is not opened.
SCHEMA = 8
# The oldest layout that can be upgraded; those before it were never released.
OLDEST = 4
