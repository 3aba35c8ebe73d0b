"""Other names of the things that a query names, as leaves (`index.language.synonyms`)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from index.language.analysis import keys
from index.language.lattice import accepts
from index.language.spelling import fold, is_syllable, variants
from index.language.synonyms import Form, Group, Synonyms
from index.planning.clauses import Statistics, Term, TermSequence
from index.planning.compounds import Compound
from index.planning.respelling import either
from index.planning.weights import is_proven, wordness
from index.syntax.tree import Word

__all__ = ["Named", "Naming", "Typed", "listed_name", "named_spans", "names_among", "namings"]

_Terms = tuple[Term, ...]


class Typed(NamedTuple):
    """A token of a query, or a compound: its text, and the terms that it stands for."""

    written: str
    terms: _Terms


class Naming(NamedTuple):
    """Another name for the tokens from `start` up to `stop`.

    `kept`: the indices of tokens beside the name, which stand in the row too. `share`: the part of
    the weight of a name that the row has; it is below 1 where several rows stand for one name.
    `typed`, `name`: the name in the query and the other one, as they are written; `name` is "" for
    the same one with other diacritics. `neighbours`: the numbers of terms before the name and after
    it in the row.
    """

    start: int
    stop: int
    terms: _Terms
    kept: frozenset[int]
    share: float
    typed: str
    name: str
    neighbours: tuple[int, int] = (0, 0)


def listed_name(words: Sequence[Word], at: int, synonyms: Synonyms) -> Compound | None:
    """Return the listed name without diacritics that begins with a word; None if there is none.

    Its syllables have hyphens or capitals: `Cu-ba` and `Cu Ba` are not «cụ bà», `cu ba` may be.
    """
    first = words[at].text
    if "-" not in first and not _is_titled(first):
        return None
    for count in range(1, synonyms.longest + 1):
        taken = words[at : at + count]
        if len(taken) < count or taken[-1].wild or taken[-1].exact:
            return None
        texts = [word.text for word in taken]
        if not ("-" in first if count == 1 else all(map(_is_titled, texts))):
            continue
        form = tuple(keys(" ".join(texts)))
        if len(form) > 1 and form == _folds(form) and _is_transcription(form, synonyms):
            return Compound(" ".join(texts), count, _terms(form))
    return None


def _is_transcription(form: Form, synonyms: Synonyms) -> bool:
    """Return whether a form is a name that the table writes with a hyphen."""
    return any("-" in group.names.get(form, "") for _, group in synonyms.named(form))


class Named(NamedTuple):
    """A name in a query: where it stands, a group that lists it, and its form there."""

    place: "_Place"
    group: Group
    form: Form


def names_among(
    tokens: Sequence[Typed], synonyms: Synonyms, statistics: Statistics, *, tones_typed: bool
) -> list[Named]:
    """Return the names that consecutive tokens are, with each group that lists one."""
    typed = [tuple(keys(token.written)) for token in tokens]
    found = []
    for start, stop in synonyms.spans([_folds(form) for form in typed]):
        whole = tuple(key for form in typed[start:stop] for key in form)
        for form, group in synonyms.named(whole, tones_typed=tones_typed):
            place = _Place(tokens, start, stop, statistics)
            if form in group.also or form == whole or place.means(form):
                found.append(Named(place, group, form))
    return found


def namings(names: Iterable[Named]) -> Iterator[Naming]:
    """Yield the other names of what is named."""
    for place, group, form in names:
        if form not in group.also:
            yield from place.of_name(group, form)
        elif place.has_diacritics_of(form) and not place.is_in_person(group):
            yield from place.of_also(group, form)


def named_spans(names: Iterable[Named]) -> Iterator[tuple[int, int]]:
    """Yield the first token and last + 1 of each name of several tokens.

    Names that have other meanings too are left out.
    """
    for place, group, form in names:
        if form not in group.also and place.stop - place.start > 1:
            yield place.start, place.stop


class _Place:
    """Tokens of a query that are a name, with those beside them."""

    def __init__(
        self, tokens: Sequence[Typed], start: int, stop: int, statistics: Statistics
    ) -> None:
        self.start, self.stop = start, stop
        self._statistics = statistics
        self._terms = tuple(term for token in tokens[start:stop] for term in token.terms)
        self._typed = " ".join(token.written for token in tokens[start:stop])
        self._before, self._after = tokens[:start], tokens[stop:]
        self._left = tokens[start - 1].terms if start else ()
        self._right = tokens[stop].terms if stop < len(tokens) else ()

    def means(self, form: Form) -> bool:
        """Return whether a name typed without all diacritics is this one.

        It is if reports have this name, or have nothing else that the tokens could be.
        """
        return not all(map(is_syllable, form)) or (
            self._occurs(_terms(form)) or not self._occurs(self._terms)
        )

    def has_diacritics_of(self, form: Form) -> bool:
        """Return whether a name has its diacritics, or is no syllable: `nhat` is hardly Nhật."""
        return len(form) > 1 or not is_syllable(form[0]) or tuple(keys(self._typed)) == form

    def is_in_person(self, group: Group) -> bool:
        """Return whether a single syllable is one of a name such as «Trương Mỹ Lan».

        The syllable and a neighbour then have capitals, and the table has neither neighbour. The
        capital of the first word of a query says nothing: «Xe Mỹ».
        """
        if not _is_titled(self._typed) or self._has_listed_neighbour(group):
            return False
        before = len(self._before) > 1 and _is_titled(self._before[-1].written)
        return before or (bool(self._after) and _is_titled(self._after[0].written))

    def of_name(self, group: Group, typed: Form) -> Iterator[Naming]:
        """Yield the other names of a group one of whose names was typed."""
        listed = group.names[typed]
        if len(listed.split()) < len(typed):
            # With its apostrophes, which are between tokens.
            self._typed = listed
        yield from self._bare(group, typed)
        for form, name in group.also.items():
            yield from self._beside(form, name, group)

    def of_also(self, group: Group, typed: Form) -> Iterator[Naming]:
        """Yield the names of a group of which a word was typed that has other meanings too.

        It is a name where it stands alone, or is no part of a word, or the table has its
        neighbour.
        """
        if self._is_exception(group, typed):
            return
        if self._has_listed_neighbour(group) or not (
            self._is_before_code(typed)
            or self._is_word(self._left, self._terms[:1])
            or self._is_word(self._terms[-1:], self._right)
        ):
            yield from self._bare(group, typed)
        else:
            for form, name in group.names.items():
                yield from self._beside(form, name)

    def _bare(self, group: Group, typed: Form) -> Iterator[Naming]:
        """Yield the names of a group wherever they stand, but for those that hold the one typed."""
        known: set[_Terms] = set()
        single: dict[Form, str] = {}
        for form, name in group.names.items():
            terms = _terms(form)
            if (
                terms == self._terms
                or terms in known
                or _holds(form, typed)
                or not self._occurs(terms)
            ):
                continue
            known.add(terms)
            if len(form) == 1:
                single[form] = name
            else:
                yield self._naming(terms, _unlike(name, form, typed))
        if single:
            term = either(_terms(form)[0] for form in single)
            others = (_unlike(name, form, typed) for form, name in single.items())
            yield self._naming((term,), ", ".join(filter(None, others)))

    def _beside(self, form: Form, name: str, group: Group | None = None) -> Iterator[Naming]:
        """Yield a form beside the neighbours of what was typed, or those that the table has."""
        terms = _terms(form)
        after = [Term(keys=group.after)] if group and group.after else []
        before = [Term(keys=group.before)] if group and group.before else []
        left = [*self._left[-1:], *after] if len(self._left) < 2 else after
        right = [*self._right[:1], *before] if len(self._right) < 2 else before
        share = 1 / max(1, bool(left) + bool(right))
        if left:
            beside = len(self._left) == 1
            row = self._naming((either(left), *terms), name, share, before=beside)
            yield row._replace(neighbours=(1, 0))
        if right:
            beside = len(self._right) == 1
            row = self._naming((*terms, either(right)), name, share, after=beside)
            yield row._replace(neighbours=(0, 1))

    def _naming(
        self,
        terms: _Terms,
        name: str,
        share: float = 1.0,
        *,
        before: bool = False,
        after: bool = False,
    ) -> Naming:
        """Return a name; `before`, `after`: whether the row has a neighbour of what was typed."""
        start, stop = self.start - before, self.stop + after
        kept = {start} if before else {stop - 1} if after else set()
        return Naming(start, stop, terms, frozenset(kept), share, self._typed, name)

    def _has_listed_neighbour(self, group: Group) -> bool:
        """Return whether the table has the token before the name, or the one after it."""
        return _has_any(self._left[-1:], group.after) or _has_any(self._right[:1], group.before)

    def _is_exception(self, group: Group, typed: Form) -> bool:
        """Return whether the name is part of a word that the table excepts: mỹ in «mỹ thuật»."""
        size = len(typed)
        for word in group.exceptions:
            for at in range(len(word) - size + 1):
                if word[at : at + size] == typed and self._stands_in(word, at, at + size):
                    return True
        return False

    def _stands_in(self, word: Form, start: int, stop: int) -> bool:
        """Return whether the tokens beside the name are those of a word."""
        before = [token.written for token in self._before[len(self._before) - start :]]
        after = [token.written for token in self._after[: len(word) - stop]]
        return _is_typed(before, word[:start]) and _is_typed(after, word[stop:])

    def _is_before_code(self, typed: Form) -> bool:
        """Return whether an abbreviation has a code after it: in `CK U23` it is chung kết."""
        after = self._after[0].written if self._after else ""
        is_code = not after.isdigit() and any(map(str.isdigit, after))
        return is_code and not all(map(is_syllable, typed))

    def _is_word(self, first: _Terms, second: _Terms) -> bool:
        """Return whether two neighbours are one word."""
        if len(first) != 1 or len(second) != 1:
            return False
        pair = TermSequence((*first, *second))
        return (
            self._occurs(pair.terms)
            and wordness(self._statistics, pair) == 1.0
            and is_proven(self._statistics, pair)
        )

    def _occurs(self, terms: _Terms) -> bool:
        leaf = terms[0] if len(terms) == 1 else TermSequence(terms)
        return self._statistics.document_frequency(leaf) > 0


def _is_titled(written: str) -> bool:
    """Return whether a token is a syllable with a capital and small letters."""
    return written.istitle() and len(written) > 1 and is_syllable(written)


def _is_typed(written: Sequence[str], form: Form) -> bool:
    """Return whether tokens are a form; diacritics that were not typed match any."""
    typed = keys(" ".join(written))
    return len(typed) == len(form) and all(map(accepts, typed, form))


def _folds(form: Form) -> Form:
    """Return the folds of a form, by which its other diacritics are the same name."""
    return tuple(map(fold, form))


def _unlike(name: str, form: Form, typed: Form) -> str:
    """Return a name; "" if it differs from the one typed in diacritics and spaces only."""
    return name if "".join(_folds(form)) != "".join(_folds(typed)) else ""


def _terms(form: Form) -> _Terms:
    """Return the terms of a form; diacritics vary in names that are no Vietnamese syllables."""
    if all(map(is_syllable, form)):
        return tuple(Term(keys=tuple(sorted((key, *variants(key))))) for key in form)
    return tuple(Term(folds=(fold(key),)) for key in form)


def _has_any(terms: _Terms, listed: Sequence[str]) -> bool:
    """Return whether a term, if there is one, stands for a key of a list."""
    return any(key in term.keys or fold(key) in term.folds for term in terms for key in listed)


def _holds(form: Form, part: Form) -> bool:
    """Return whether a form has another one in it, and adds nothing that varies.

    The diacritics of a foreign name vary: Mátxcơva, Matxcova.
    """
    if form == part:
        return all(map(is_syllable, form))
    return any(form[at : at + len(part)] == part for at in range(len(form) - len(part) + 1))
