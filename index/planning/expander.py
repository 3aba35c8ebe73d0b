"""Expansion of the words of one query into terms, with the synonyms that the index has."""

import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence

from index.language import abbreviations, lattice, spelling
from index.language.analysis import keys, tokens
from index.language.joined_syllables import joinable
from index.language.synonyms import Synonyms
from index.planning.clauses import Statistics, Term
from index.planning.compounds import Compound, compound_at
from index.planning.expansion import ExpandedToken, Expansion, Synonym, leaf_of, terms_of
from index.planning.naming import Typed, listed_name, named_spans, names_among
from index.planning.respelling import Spellings, is_notable
from index.planning.token_synonyms import TokenSynonyms
from index.syntax.notes import Note
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import Word, words_of

__all__ = ["MAX_EXPANSIONS", "Expander"]

# The largest number of spellings that a wildcard stands for; a note says when there are more.
MAX_EXPANSIONS = 200

# Words that only hyphens join.
_HYPHENED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_WILD_PARTS = re.compile(r"[^\W_]*(?:[*?][^\W_]*)+|[^\W_]+")


class Expander:
    """Expands words of one query.

    `typed`: the keys of all its words. `exact`: whether diacritics match exactly. `lookalikes`: the
    tokens that are abbreviations although they look like syllables; their diacritics match exactly.
    `notes` collects the wildcards that were cut off, `respelled` and `renamed` the other spellings
    and names worth a note, by the words as typed.
    """

    def __init__(
        self,
        statistics: Statistics,
        typed: Sequence[str],
        synonyms: Synonyms,
        *,
        exact: bool = False,
        lookalikes: Collection[str] = (),
    ) -> None:
        self._statistics = statistics
        self._typed = typed
        self._names = synonyms
        self._lookalikes = lookalikes
        self._tones_typed = lattice.carries_tone(typed)
        self._exact = exact
        self._spellings = Spellings(statistics, tones_typed=self._tones_typed)
        self._synonyms = TokenSynonyms(statistics, self._spellings, synonyms, lookalikes)
        self.notes: list[Note] = []
        self.respelled = self._spellings.noted
        self.renamed: dict[str, dict[str, None]] = {}

    @classmethod
    def of(cls, parsed: ParsedQuery, statistics: Statistics) -> "Expander":
        """Return the expander of a query's words."""
        words = [word.text for word in words_of(parsed.tree)]
        typed = [key for word in words for key in keys(word)]
        return cls(
            statistics,
            typed,
            parsed.synonyms,
            exact=parsed.query.exact,
            lookalikes=abbreviations.lookalikes(words),
        )

    def without_diacritics(self) -> "Expander":
        """Return the expander of the same words typed without diacritics."""
        return Expander(self._statistics, [*map(spelling.fold, self._typed)], self._names)

    def without_notes(self) -> "Expander":
        """Return the expander of the same words before any of them was expanded."""
        return Expander(
            self._statistics,
            self._typed,
            self._names,
            exact=self._exact,
            lookalikes=self._lookalikes,
        )

    @property
    def reading(self) -> Hashable:
        """A value that is equal if words are expanded alike over the same statistics."""
        return tuple(self._typed), self._exact, frozenset(self._lookalikes), self._names

    def add_notes(self, expansion: Expansion) -> None:
        """Add the notes, other spellings and names of words that were expanded before."""
        self.notes += expansion.notes
        for known, others in (
            (self.respelled, expansion.respelled),
            (self.renamed, expansion.renamed),
        ):
            for written, several in others.items():
                known.setdefault(written, {}).update(dict.fromkeys(several))

    @property
    def any_diacritics(self) -> bool:
        """True if any syllable was typed with diacritics."""
        return any(lattice.binding(key) != "free" for key in self._typed)

    def tokens(self, words: Iterable[Word]) -> list[ExpandedToken]:
        """Return the expanded tokens of consecutive words."""
        typed = list(words)
        found: list[ExpandedToken] = []
        at = 0
        while at < len(typed):
            literal = self._exact or typed[at].exact
            compound = compound_at(typed, at, self._spellings.term) or listed_name(
                typed, at, self._names
            )
            compound = compound or self._hyphened(typed[at])
            if compound:
                found.append(_compound(compound, literal))
                at += compound.words
                continue
            touches = False
            for written, term, exact in self._parts(typed[at], literal):
                found.append(ExpandedToken(written, (term,), exact, touches, literal))
                touches = True
            at += 1
        return found

    def _hyphened(self, word: Word) -> Compound | None:
        """Return a name such as Mát-xcơ-va, whose syllables say nothing alone; None for others.

        Any word of three syllables with hyphens is one; of two, only a name that is listed.
        """
        form = keys(word.text) if "-" in word.text and not (word.wild or word.exact) else []
        if len(form) < 2 or not (
            (len(form) > 2 and _HYPHENED.fullmatch(word.text))
            or any(self._names.named(form, tones_typed=self._tones_typed))
        ):
            return None
        terms = tuple(map(self._spellings.term, form))
        anyhow = self._spellings.terms_of_word(form)
        return Compound(word.text, 1, terms, (anyhow,) if anyhow != terms else ())

    def _parts(self, word: Word, literal: bool) -> Iterator[tuple[str, Term, Term | None]]:
        """Yield each token of a word as typed, its term, and the term of its exact spelling."""
        parts = _WILD_PARTS.findall(word.text) if word.wild else [word.text]
        for part in parts:
            if "*" in part or "?" in part:
                yield part, self._wild(part), None
                continue
            for token in tokens(part):
                written = part[token.start : token.end]
                term = self._spellings.term(token.key, exact=literal or written in self._lookalikes)
                only = Term(keys=(token.key,))
                wider = term != only and not token.fold.isdigit()
                if wider and not literal:
                    self._spellings.note_syllable(written, token.key, term)
                yield written, term, only if wider else None

    def _wild(self, pattern: str) -> Term:
        """Return the keys that match a pattern with `*` and `?`, up to the limit."""
        keys = self._statistics.keys(spelling.key(pattern), MAX_EXPANSIONS + 1)
        if len(keys) > MAX_EXPANSIONS:
            self.notes.append(Note("wildcard", (pattern, str(MAX_EXPANSIONS))))
        return Term(keys=tuple(sorted(keys[:MAX_EXPANSIONS])))

    def synonyms(self, expanded: Sequence[ExpandedToken]) -> list[Synonym]:
        """Return the synonyms of parts of the tokens that occur in the index."""
        return self.synonyms_and_wholes(expanded)[0]

    def synonyms_and_wholes(
        self, expanded: Sequence[ExpandedToken]
    ) -> tuple[list[Synonym], tuple[tuple[int, int], ...]]:
        """Return the synonyms that occur in the index, and the `wholes` of an `Expansion`."""
        if all(token.literal for token in expanded):
            return [], ()
        typed = [Typed(token.written, token.terms) for token in expanded]
        tones = self._tones_typed
        names = names_among(typed, self._names, self._statistics, tones_typed=tones)
        joined = list(joinable([token.written for token in expanded]))
        known = [
            each
            for each in self._synonyms.of(expanded, joined, names)
            if not _has_literal(expanded, each.start, each.stop)
            and self._statistics.document_frequency(each.leaf)
        ]
        for each in known:
            self._note(each, expanded[each.start : each.stop])
        spans = [*named_spans(names), *(each[:2] for each in joined if each.named)]
        return known, tuple(self._known_wholes(dict.fromkeys(spans), expanded, known))

    def _note(self, synonym: Synonym, replaced: Sequence[ExpandedToken]) -> None:
        """Note another spelling or name of some tokens if it is frequent enough."""
        if synonym.spelled:
            written = " ".join(token.written for token in replaced)
            self._spellings.note(written, synonym.spelled, synonym.leaf, terms_of(replaced))
        named, other = synonym.named or ("", "")
        if other and is_notable(synonym.leaf, leaf_of(terms_of(replaced)), self._statistics):
            self.renamed.setdefault(named, {})[other] = None

    def _known_wholes(
        self,
        spans: Iterable[tuple[int, int]],
        expanded: Sequence[ExpandedToken],
        synonyms: Sequence[Synonym],
    ) -> Iterator[tuple[int, int]]:
        """Yield those names, by first token and last + 1, that a report has in some way."""
        for start, stop in spans:
            if not _has_literal(expanded, start, stop) and (
                any(each.replaces(start, stop) for each in synonyms)
                or self._statistics.document_frequency(leaf_of(terms_of(expanded[start:stop])))
            ):
                yield start, stop


def _compound(compound: Compound, literal: bool) -> ExpandedToken:
    """Return a compound as one token."""
    return ExpandedToken(compound.written, compound.terms, None, False, literal, compound.others)


def _has_literal(expanded: Sequence[ExpandedToken], start: int, stop: int) -> bool:
    """Return whether the reader wants one of the tokens from `start` up to `stop` as typed."""
    return any(token.literal for token in expanded[start:stop])
