"""Older and regional spellings of words, such as «chánh phủ» and «bịnh», expanded at query time.

`data/older_spellings.tsv` has the table with its sources. A syllable with `*` means the same
wherever it stands; any other is listed with the words in which it does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from index.errors import TableInvalid
from index.language import spelling
from index.language.analysis import keys
from index.language.lattice import accepts, binding
from index.language.spelling import fold, is_syllable
from index.language.syllables import SYLLABLE_FOLDS
from index.language.tables import Row, read_rows, words_in
from index.language.word_table import WordTable

__all__ = [
    "Form",
    "OlderSpellings",
    "Reading",
    "older_spellings",
    "other_initial",
    "read_spellings",
]

_FILE = "older_spellings.tsv"
_COLUMNS = ("today", "other", "words")
_ANYWHERE = "*"

Form = tuple[str, ...]
"""The keys of a word, one for each syllable."""


class Reading(NamedTuple):
    """A word that was typed, perhaps without all diacritics.

    `meant`: its keys. `others`: the other forms of the word. `sure`: whether it is spelled as
    today, or was typed with all diacritics; «Quy Nhơn» is hardly meant as «quý nhơn».
    """

    meant: Form
    others: tuple[Form, ...]
    sure: bool


@dataclass(frozen=True, slots=True, eq=False)
class OlderSpellings:
    """The table in the form in which it is looked up.

    `syllables`: a key → the keys that mean the same anywhere. `today`: a fold → the keys with it
    that are spelled as today, of `syllables`. `words`: the folds of a word → the groups of its
    forms; those of one group have as many syllables as each other.
    """

    syllables: Mapping[str, tuple[str, ...]]
    today: Mapping[str, tuple[str, ...]]
    words: WordTable[tuple[tuple[Form, ...], ...]]

    def of_syllable(self, typed: str, *, tones_typed: bool = False) -> tuple[str, ...]:
        """Return the keys of other spellings of a syllable, wherever it stands.

        A spelling of today may lack diacritics; an older one must have them: `binh` is not bệnh.

        >>> [older_spellings().of_syllable(typed) for typed in ("bịnh", "benh", "binh")]
        [('bệnh',), ('bịnh',), ()]
        """
        if binding(typed) == "exact":
            return self.syllables.get(typed, ())
        return tuple(
            other
            for today in self.today.get(fold(typed), ())
            if accepts(typed, today, tones_typed=tones_typed)
            for other in self.syllables[today]
        )

    def of_word(self, typed: Sequence[str], *, tones_typed: bool = False) -> Iterator[Reading]:
        """Yield the words that a typed one may be; diacritics that were not typed match any.

        >>> list(older_spellings().of_word(["chánh", "phủ"]))
        [Reading(meant=('chánh', 'phủ'), others=(('chính', 'phủ'),), sure=True)]
        """
        form = tuple(typed)
        for group in self.words.get(tuple(map(fold, typed)), ()):
            meant = [each for each in group if _accepted(form, each, tones_typed)]
            if meant:
                found = form if form in meant else meant[0]
                others = tuple(each for each in group if each not in meant)
                yield Reading(found, others, sure=found in (form, group[0]))

    def as_today(self, typed: Sequence[str]) -> Form:
        """Return keys in the spelling of today; those of other words stay.

        >>> older_spellings().as_today(["bịnh", "viện", "nhơn", "dân", "nhơn"])
        ('bệnh', 'viện', 'nhân', 'dân', 'nhơn')
        """
        found = list(map(self._syllable_as_today, typed))
        for start, stop in self.words.spans([(fold(key),) for key in typed]):
            form = tuple(typed[start:stop])
            for group in self.words.get(tuple(map(fold, form)), ()):
                if form in group:
                    found[start:stop] = group[0]
        return tuple(found)

    def _syllable_as_today(self, key: str) -> str:
        is_older = key in self.syllables and key not in self.today.get(fold(key), ())
        return self.syllables[key][0] if is_older else key

    def lists(self, typed: Sequence[str]) -> bool:
        """Return whether the table has a syllable or a word exactly as typed.

        >>> older_spellings().lists(["nhơn", "dân"]), older_spellings().lists(["nhờn", "dẫn"])
        (True, False)
        """
        form = tuple(typed)
        return (len(form) == 1 and form[0] in self.syllables) or any(
            form in group for group in self.words.get(tuple(map(fold, form)), ())
        )


@cache
def older_spellings() -> OlderSpellings:
    """Return the table that ships with the program."""
    text = files("index.language").joinpath("data", _FILE).read_text("utf-8")
    return read_spellings(text, _FILE)


def other_initial(typed: str) -> str | None:
    """Return the key of a syllable with d spelled dz, or with dz spelled d; None for any other.

    The d of «Dũng» is spelled dz in names to distinguish it from đ (docs/search.md).

    >>> [other_initial(each) for each in ("Dzũng", "dũng", "dung", "đúng", "Dzhokhar")]
    ['dũng', 'dzũng', 'dzung', None, None]
    """
    found = spelling.key(typed)
    whole = found if found.startswith("d") else ""
    rest = whole.removeprefix("dz") if whole.startswith("dz") else whole[1:]
    if not rest or fold("d" + rest) not in SYLLABLE_FOLDS:
        return None
    return spelling.key("d" + rest) if whole.startswith("dz") else "dz" + rest


def read_spellings(text: str, name: str) -> OlderSpellings:
    """Return a table of spellings; raise `TableInvalid` with the line that is wrong.

    `name`: of the table, for messages.
    """
    others: defaultdict[str, dict[str, None]] = defaultdict(dict)
    exchanges: defaultdict[Form, dict[str, list[str]]] = defaultdict(dict)
    today: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in read_rows(text, name, _COLUMNS):
        now, other, words = _checked(row)
        for word in words:
            if word == (_ANYWHERE,):
                others[now][other] = others[other][now] = None
                today[fold(now)][now] = None
            else:
                exchanges[word].setdefault(now, [now]).append(other)
    for word, each in exchanges.items():
        for key in word:
            each.setdefault(key, [key]).extend(others.get(key, ()))
    groups = [tuple(_forms(word, each)) for word, each in exchanges.items()]
    return OlderSpellings(
        {key: tuple(each) for key, each in others.items()},
        {plain: tuple(each) for plain, each in today.items()},
        WordTable(_by_fold(groups)),
    )


def _checked(row: Row) -> tuple[str, str, list[Form]]:
    """Return the keys of both syllables and of the words of a row."""
    spellings = [tuple(keys(cell)) for cell in row.cells[:2]]
    if not all(len(each) == 1 and is_syllable(each[0]) for each in spellings):
        raise TableInvalid(f"{row.place}: {row.cells[0]!r} and {row.cells[1]!r} must be syllables")
    (now,), (other,) = spellings
    if now == other:
        raise TableInvalid(f"{row.place}: {row.cells[0]!r} and {row.cells[1]!r} are one spelling")
    words = [
        (_ANYWHERE,) if word == _ANYWHERE else tuple(keys(word)) for word in words_in(row.cells[2])
    ]
    for word in words or [()]:
        if word != (_ANYWHERE,) and (len(word) < 2 or now not in word):
            raise TableInvalid(
                f"{row.place}: {' '.join(word)!r} is not a word of several syllables with {now!r}"
            )
    return now, other, words


def _accepted(typed: Form, form: Form, tones_typed: bool) -> bool:
    """Return whether typed syllables match the keys of a form, one by one."""
    return all(
        accepts(one, other, tones_typed=tones_typed) for one, other in zip(typed, form, strict=True)
    )


def _forms(word: Form, spelled: Mapping[str, Sequence[str]]) -> Iterator[Form]:
    """Yield all ways to spell a word, the one of today first."""
    yield from dict.fromkeys(product(*(spelled[key] for key in word)))


def _by_fold(groups: Iterable[tuple[Form, ...]]) -> dict[Form, tuple[tuple[Form, ...], ...]]:
    """Return the folds of each form → the groups that have the form."""
    found: defaultdict[Form, dict[tuple[Form, ...], None]] = defaultdict(dict)
    for group in groups:
        for form in group:
            found[tuple(map(fold, form))][group] = None
    return {folds: tuple(each) for folds, each in found.items()}
