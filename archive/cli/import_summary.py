"""The outcome of an import: a summary for people, or a JSON object."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from archive.cli.input_files import SHOWN, Gathered
from archive.ingest import Tally

__all__ = ["as_json", "reasons", "remarks", "summary"]

# Reasons in a summary; a folder of all kinds of files has about ten.
_REASONS = 15

# Counts that are named below the others, where they are not zero.
_BELOW = (
    "withdrawn",
    "reverted",
    "list_pages",
    "replaced",
    "replaced_first",
    "erased",
    "erased_first",
)
# Values are quoted to be recognised, not read.
_QUOTED = 60


def summary(tally: Tally, gathered: Gathered, seconds: float) -> Iterator[str]:
    """Yield the lines of a summary."""
    counts = {name: count for name, count in asdict(tally).items() if name not in _BELOW}
    parts = [f"{name} {count:,}" for name, count in counts.items()]
    for name, count in (("withdrawn", tally.withdrawn), ("reverted", tally.reverted)):
        if count:
            parts.append(f"of {name} reports {count:,}")
    rate = tally.read / seconds if seconds else 0
    yield f"{', '.join(parts)} in {seconds:.1f} s ({rate:,.0f} a second)"
    if len(gathered.kinds) > 1:
        yield from _kinds(gathered)
    yield from reasons(gathered)
    if tally.replaced:
        yield _replaced(tally)
    if tally.erased:
        yield _erased(tally)
    yield from remarks(gathered)


def _erased(tally: Tally) -> str:
    """Return the note that reports were left out because they had been erased."""
    first = tally.erased_first[0]
    if tally.erased == 1:
        left = f"1 report was erased from this archive and is left out: {first}"
    else:
        left = f"{tally.erased:,} reports were erased from this archive and are left out; first "
        left += first
    return f"{left}; «khobao import --again» takes it in all the same"


def _replaced(tally: Tally) -> str:
    """Return the warning that different reports have the same identifiers."""
    count = tally.replaced
    reports = "1 changed report has" if count == 1 else f"{count:,} changed reports have"
    first = tally.replaced_first[0]
    return (
        f"{reports} nothing in common with the earlier version, as if two lists gave different "
        f"reports the same identifier; first «khobao show {first} --versions». Import such a list "
        "with --prefix, and «khobao revert» the reports that it replaced"
    )


def _kinds(gathered: Gathered) -> Iterator[str]:
    """Yield a table of the formats: files, reports and refusals of each."""
    yield f"  {'format':<8} {'files':>9} {'reports':>9} {'refused':>9}"
    for name, kind in sorted(gathered.kinds.items()):
        yield f"  {name:<8} {kind.files:>9,} {kind.reports:>9,} {kind.refused:>9,}"


def reasons(gathered: Gathered) -> Iterator[str]:
    """Yield why records were refused, the commonest reason first, unless each was printed."""
    if max(gathered.reasons.values(), default=0) <= SHOWN:
        return
    for reason, count in gathered.reasons.most_common(_REASONS):
        yield f"refused {count:,} × {reason}; first {gathered.first_refused[reason]}"
    if len(gathered.reasons) > _REASONS:
        yield f"refused for {len(gathered.reasons) - _REASONS} other reasons: khobao refused"


def remarks(gathered: Gathered) -> Iterator[str]:
    """Yield what a person should look at although the reports came in."""
    for name, count in sorted(gathered.unread.items()):
        place, written = gathered.first_unread[name]
        quoted = written if len(written) <= _QUOTED else f"{written[:_QUOTED]}…"
        values = "1 value" if count == 1 else f"{count:,} values"
        yield f"{name}: {values} not understood, kept as written; first {place}: «{quoted}»"
    if gathered.unread:
        yield "«khobao refused --values» lists them"
    for note, count in sorted(gathered.notes.items()):
        yield f"{count:,} × {note}"
    if gathered.bare:
        reports = "1 report has" if gathered.bare == 1 else f"{gathered.bare:,} reports have"
        yield f"{reports} neither title nor date; first {gathered.first_bare}"
    for reason, count in gathered.skipped.most_common(_REASONS):
        yield f"nothing to read: {count:,} × {reason}; first {gathered.first_skipped[reason]}"
    if rest := gathered.skipped.most_common()[_REASONS:]:
        yield f"nothing to read: {sum(count for _, count in rest):,} × for other reasons (--json)"
    if list_pages := sum(kind.list_pages for kind in gathered.kinds.values()):
        pages = "1 list page" if list_pages == 1 else f"{list_pages:,} list pages"
        yield f"{pages} skipped; «khobao refused --list-pages» lists them"


def as_json(
    tally: Tally, gathered: Gathered, seconds: float, *, indexed: bool | None
) -> dict[str, Any]:
    """Return the outcome of an import as an object for JSON."""
    return {
        **asdict(tally),
        "seconds": round(seconds, 3),
        "indexed": indexed,
        "kinds": {name: asdict(kind) for name, kind in sorted(gathered.kinds.items())},
        "unread": {
            name: {"values": count, "first": dict(zip(("place", "written"), first, strict=True))}
            for name, count in sorted(gathered.unread.items())
            for first in (gathered.first_unread[name],)
        },
        "notes": dict(sorted(gathered.notes.items())),
        "reasons": {
            reason: {"refused": count, "first": gathered.first_refused[reason]}
            for reason, count in gathered.reasons.most_common()
        },
        "skipped": {
            reason: {"files": count, "first": gathered.first_skipped[reason]}
            for reason, count in gathered.skipped.most_common()
        },
        "without_title_and_date": gathered.bare,
        "refusals": [
            {"origin": each.origin, "line": each.line, "reason": each.reason}
            for each in gathered.refusals
        ],
    }
