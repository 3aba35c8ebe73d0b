"""The matters of an archive, from all that the review looks at."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain

from archive.catalogue import Catalogue
from archive.cli.layout import counted
from archive.cli.person_suggestions import suggestions
from archive.corrections.correction import NAMES, Correct
from archive.dismissal import KINDS as DISMISSALS
from archive.dismissal import dismissals
from archive.persons.authority import Distinct
from archive.review.dates import impossible_dates, undated_reports
from archive.review.inputs import refused_inputs, unread_values
from archive.review.matter import KINDS, Matter, by_weight, call, dismiss_command
from archive.review.names import sections_met_once, unknown_newspapers
from archive.review.persons import may_be_one, shared_office
from index.language.dates import VIETNAM

__all__ = ["matters_of"]

_REASONS = {
    "alias": "one is known as the other",
    "diacritics": "the same but for diacritics",
    "order": "the words in another order",
    "ends": "the same first and last word",
}


def matters_of(catalogue: Catalogue, kinds: Sequence[str], *, every: bool = False) -> list[Matter]:
    """Return the matters of some kinds, or of all, in order. `every`: also those dismissed."""
    asked = [kind for kind in KINDS if kind in kinds or not kinds]
    with catalogue.sharing():
        found = by_weight(chain.from_iterable(_SOURCES[kind](catalogue) for kind in asked))
        dismissed = {} if every else dismissals(catalogue.decisions.standing(DISMISSALS))
    return [each for each in found if each.dismissal not in dismissed]


def _persons(catalogue: Catalogue) -> Iterator[Matter]:
    """Yield the pairs of persons that may be one; the rarer record would join the other."""
    pairs = [pair for pair in suggestions(catalogue) if pair.reports]
    offices = catalogue.persons.roles({each.identifier for pair in pairs for each in pair.persons})
    for pair in pairs:
        rare, common = sorted(pair.persons, key=lambda each: (each.reports, each.identifier))
        office = shared_office([offices.get(each.identifier, ()) for each in (rare, common)])
        if may_be_one(pair.reason, (rare.name, common.name), office):
            both = f"; both «{office}»" if office else ""
            reason = _REASONS[pair.reason]
            yield Matter(
                "persons",
                f"{rare.name} = {common.name}",
                f"{reason}; in {rare.reports:,} and {counted(common.reports, 'report')}{both}",
                rare.reports,
                call("persons merge", rare.identifier, common.identifier),
                dismissal=Distinct(rare.identifier, common.identifier),
                dismiss=call("persons distinct", rare.identifier, common.identifier),
            )


def _corrections(catalogue: Catalogue) -> Iterator[Matter]:
    for each in catalogue.corrections.all():
        if each.in_conflict:
            field = NAMES[each.field]
            yield Matter(
                "corrections",
                each.report,
                f"the published {field} has changed since correction {each.number}",
                1,
                call("corrections undo", str(each.number)),
                call("show", each.report),
                Correct(each.report, each.field, each.value),
                field,
                dismiss_command("corrections", each.report, field),
            )


def _erasures(catalogue: Catalogue) -> Iterator[Matter]:
    for each in catalogue.erasures.unfinished():
        problem = "files may still hold its bytes"
        # A flag has no value.
        yield Matter("erasures", each, problem, 1, call("erase --yes", each))


def _impossible_dates(catalogue: Catalogue) -> Iterator[Matter]:
    return impossible_dates(catalogue.review, datetime.now(UTC).astimezone(VIETNAM).date())


_SOURCES: dict[str, Callable[[Catalogue], Iterable[Matter]]] = {
    "erasures": _erasures,
    "corrections": _corrections,
    "newspapers": lambda catalogue: unknown_newspapers(catalogue.review),
    "persons": _persons,
    "dates": _impossible_dates,
    "undated": lambda catalogue: undated_reports(catalogue.review, catalogue.reports.texts),
    "values": lambda catalogue: unread_values(catalogue.review),
    "sections": lambda catalogue: sections_met_once(catalogue.review),
    "refused": lambda catalogue: refused_inputs(catalogue.review),
}
