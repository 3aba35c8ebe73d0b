"""Other names of the same thing, such as Moscow and Mát-xcơ-va, expanded at query time.

`data/synonyms.tsv` has the table, what its columns mean, and its sources. An archive may have a
table of its own (`Synonyms.overridden_by`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.errors import TableInvalid
from index.language.analysis import keys
from index.language.lattice import accepts
from index.language.spelling import fold, is_syllable
from index.language.tables import Row, read_rows, words_in
from index.language.word_table import Folds, WordTable

__all__ = ["Form", "Group", "Synonyms", "read_synonyms", "shipped_synonyms"]

_FILE = "synonyms.tsv"
_COLUMNS = ("names", "also", "after", "before", "except")
# Of the columns, those at the end that a table may lack.
_OPTIONAL = 1
# Tokens of a name; a query is compared with all names at each of its tokens.
_LONGEST = 10

Form = tuple[str, ...]
"""The keys of a name, one for each token."""


@dataclass(frozen=True, slots=True)
class Group:
    """Names of one thing.

    `names`, `also`: each form with the text of the table; the second may mean other things too.
    `after`, `before`: the keys of syllables beside which a form of `also` means this thing.
    `exceptions`: words with a form of `also` that name something else.
    """

    names: Mapping[Form, str]
    also: Mapping[Form, str]
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    exceptions: tuple[Form, ...] = ()


class Synonyms:
    """Groups of names, looked up by the tokens of a query.

    `longest`: the number of tokens of the longest name.
    """

    def __init__(self, groups: Iterable[Group]) -> None:
        self.groups = tuple(groups)
        by_fold: defaultdict[Folds, list[tuple[Form, Group]]] = defaultdict(list)
        for group in self.groups:
            for form in (*group.names, *group.also):
                by_fold[tuple(map(fold, form))].append((form, group))
        self._names = WordTable(by_fold)
        self.longest = max(map(len, by_fold), default=0)

    def spans(self, tokens: Sequence[Folds]) -> Iterator[tuple[int, int]]:
        """Yield the first token and last + 1 of all that may be a name; `tokens`: their folds."""
        return self._names.spans(tokens)

    def named(
        self, typed: Sequence[str], *, tones_typed: bool = False
    ) -> Iterator[tuple[Form, Group]]:
        """Yield the names that keys may be, one for each group that has any.

        Diacritics that were not typed match any.

        >>> [form for form, _ in shipped_synonyms().named(["mat", "xco", "va"])][:1]
        [('mát', 'xcơ', 'va')]
        """
        given = tuple(typed)
        found: dict[int, tuple[Form, Group]] = {}
        for form, group in self._names.get(tuple(map(fold, typed)), ()):
            accepted = all(
                accepts(one, other, tones_typed=tones_typed)
                for one, other in zip(typed, form, strict=True)
            )
            if form == given or (accepted and id(group) not in found):
                found[id(group)] = form, group
        yield from found.values()

    def lists(self, typed: Sequence[str]) -> bool:
        """Return whether keys are a name just as they stand; transcriptions may lack diacritics.

        >>> [shipped_synonyms().lists(each.split()) for each in ("oa sinh ton", "hoa ky", "mỹ")]
        [True, False, False]
        """
        given = tuple(typed)
        return any(
            form in group.names and (form == given or "-" in group.names[form])
            for form, group in self._names.get(tuple(map(fold, typed)), ())
        )

    def overridden_by(self, others: "Synonyms") -> "Synonyms":
        """Return both tables together, without the groups that share a name with others."""
        names = {name for group in others.groups for name in (*group.names, *group.also)}
        kept = (group for group in self.groups if names.isdisjoint(group.names))
        return Synonyms([*kept, *others.groups])


@cache
def shipped_synonyms() -> Synonyms:
    """Return the table that ships with the program."""
    text = files("index.language").joinpath("data", _FILE).read_text("utf-8")
    return read_synonyms(text, _FILE)


def read_synonyms(text: str, name: str) -> Synonyms:
    """Return a table of names; raise `TableInvalid` with the line that is wrong.

    `name`: of the table, for messages.
    """
    groups = []
    places: dict[Form, str] = {}
    for row in read_rows(text, name, _COLUMNS, _OPTIONAL):
        group = _group(row)
        for form, written in group.names.items():
            if form in places:
                raise TableInvalid(f"{row.place}: {written!r} is also in {places[form]}")
            places[form] = f"line {row.place.rsplit(' ', 1)[-1]}"
        groups.append(group)
    return Synonyms(groups)


def _group(row: Row) -> Group:
    names, also = (_forms(row, cell) for cell in row.cells[:2])
    if not names:
        raise TableInvalid(f"{row.place}: there is no name in the first column")
    for form, written in names.items():
        if len(form) == 1 and is_syllable(form[0]):
            raise TableInvalid(
                f"{row.place}: {written!r} is a single syllable, which has other meanings too; "
                "put it into the column «also»"
            )
    after, before = (tuple(_syllables(row, cell)) for cell in row.cells[2:4])
    exceptions = tuple(_forms(row, row.cells[4]))
    if (after or before or exceptions) and not also:
        raise TableInvalid(
            f"{row.place}: the columns «after», «before» and «except» belong to «also»"
        )
    return Group(names, also, after, before, exceptions)


def _forms(row: Row, cell: str) -> dict[Form, str]:
    """Return the forms in a cell, each as written."""
    found = {tuple(keys(written)): written for written in words_in(cell)}
    for form, written in found.items():
        if "?" in written:
            raise TableInvalid(
                f"{row.place}: {written!r} has a question mark; if the letters were lost when the "
                "file was saved, save it as «CSV UTF-8» or «Unicode Text» in Excel"
            )
        if not 0 < len(form) <= _LONGEST:
            raise TableInvalid(
                f"{row.place}: {written!r} has {len(form)} words, not 1 to {_LONGEST}"
            )
    return found


def _syllables(row: Row, cell: str) -> Iterator[str]:
    """Yield the keys of the syllables in a cell."""
    for written in words_in(cell):
        form = keys(written)
        if len(form) != 1:
            raise TableInvalid(f"{row.place}: {written!r} must be one syllable")
        yield form[0]
