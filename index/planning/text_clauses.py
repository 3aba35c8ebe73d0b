"""The clauses and scores of a query's text."""

from collections.abc import Hashable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from index.language.keystrokes import decode
from index.language.legacy import reread
from index.language.spelling import fold
from index.planning.clauses import (
    Any,
    Clause,
    Has,
    Leaf,
    Not,
    Score,
    Statistics,
    TermSequence,
    Valued,
    all_of,
    any_of,
    within,
)
from index.planning.expander import Expander
from index.planning.expansion import Expansion, terms_of
from index.planning.facet_lookup import matching
from index.planning.filters import dated, dated_in_any_year
from index.planning.pairs import pairs_of
from index.planning.phrases import is_word, phrase_variants, respelled
from index.planning.score_weights import ScoreWeights
from index.planning.threshold import match_words
from index.planning.typed_keys import decoded_words, is_known
from index.query import Match
from index.syntax.notes import Note, NoteKind
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import (
    And,
    InField,
    MonthDay,
    Near,
    Node,
    Or,
    Period,
    Phrase,
    Required,
    Value,
    Word,
    Words,
    plain_runs,
    words_of,
)
from index.syntax.tree import Not as Excluded

__all__ = ["MAX_VARIANTS", "Expansions", "TextPlanner"]

# The largest number of ways to write a phrase that are searched, the first being the one typed; a
# note says when there are more. Each costs as much as the whole phrase.
MAX_VARIANTS = 12

Expansions = MutableMapping[Hashable, Expansion]
"""Words that were expanded over the same statistics before, with all that their expansion depends
on. A page plans its query once more for each other way to match the words."""


class TextPlanner:
    """Turns the tree of a query into a clause, and collects scores and notes on the way.

    `known`: expansions of earlier queries, to which those of this one are added. `ranks`: whether
    the hits are ranked; if not, there are no scores.
    """

    def __init__(
        self,
        parsed: ParsedQuery,
        statistics: Statistics,
        known: Expansions | None = None,
        *,
        ranks: bool = True,
    ) -> None:
        self._statistics = statistics
        self._known: Expansions = {} if known is None else known
        self._ranks = ranks
        self._tree = parsed.tree
        self._text = parsed.query.text
        self._match: Match = parsed.query.match
        self._exact = parsed.query.exact
        self._expander = Expander.of(parsed, statistics)
        self._scores = ScoreWeights(statistics, any_diacritics=self._expander.any_diacritics)
        # State of the walk through the tree: the fields searched, and whether words are scored.
        self._fields: tuple[str, ...] = ()
        self._scored = True
        self.notes = self._expander.notes

    @property
    def words(self) -> list[Leaf]:
        """The pairs of syllables that are one word, found while clauses were made."""
        return self._scores.words

    @property
    def neighbours(self) -> Mapping[Leaf, tuple[int, int]]:
        """The numbers of terms before and after what some leaves are highlighted for."""
        return self._scores.neighbours

    @property
    def highlighted(self) -> Iterable[Leaf]:
        """The leaves of words, found while clauses were made; phrases are in the clauses."""
        return self._scores.highlighted

    def scores(self) -> tuple[Score, ...]:
        """Return the scored leaves of the clauses made so far."""
        return self._scores.scores()

    def note_keystrokes(self) -> None:
        """Add a note if all words look like keystrokes of an input method, not all being known."""
        words = [word.text for word in words_of(self._tree)]
        if not words or not all(map(decode, words)):
            return
        known = [is_known(each, self._statistics) for each in words]
        if not all(known) and decoded_words(words, self._statistics).keys() == set(words):
            self.notes.append(Note("keystrokes"))

    def note_synonyms(self) -> None:
        """Add notes on the other spellings and names that are searched too."""
        found: dict[NoteKind, Mapping[str, Iterable[str]]] = {
            "spellings": self._expander.respelled,
            "names": self._expander.renamed,
        }
        for kind, others in found.items():
            if others:
                pairs = ((written, ", ".join(each)) for written, each in others.items())
                self.notes.append(Note(kind, tuple(chain.from_iterable(pairs))))

    def note_encoding(self) -> None:
        """Add a note if the query looks like text pasted from an encoding before Unicode."""
        if (found := reread(self._text)) is not None:
            self.notes.append(Note("encoding", (found[0].name, found[1])))

    def clause(self, node: Node) -> Clause:
        """Return the clause of the reports that a node asks for, and add its scores and notes."""
        match node:
            case Words(words):
                return self._plain([self._expand(words)], self._match)
            case And(nodes):
                return self._together(nodes)
            case Or(nodes):
                return Any(tuple(map(self.clause, nodes)))
            case Required(Words(words)):
                every: Match = "any" if self._match == "any" else "all"
                return self._plain([self._expand(words)], every)
            case Required(below):
                return self.clause(below)
            case Excluded(below):
                return Not(self._unscored(below))
            case Phrase(words, slop):
                return self._in_order(self._expand(words, highlighted=False), slop)
            case Near(phrases, distance):
                return self._near(phrases, distance)
            case InField(field, below):
                return self._in_field(field, below)
            case Value():
                return self._value(node)
            case Period(since, until):
                return dated(since, until)
            case MonthDay(month, day, last):
                return dated_in_any_year((month, day), last, self._statistics)

    def _together(self, nodes: Iterable[Node]) -> Clause:
        """Return the clause of nodes side by side: plain words are matched together."""
        parts = [*plain_runs(nodes)]
        runs = [part for part in parts if isinstance(part, tuple)]
        others = [self.clause(part) for part in parts if not isinstance(part, tuple)]
        return all_of([*([self._runs(runs)] if runs else []), *others])

    def _runs(self, runs: Sequence[Sequence[Words | Phrase]]) -> Clause:
        """Return the clause of plain words.

        Quotations among them only rank up where most of the words make a hit: a pasted headline
        quotes words that other reports on the same event do not have in a row.
        """
        expansions = [self._expand([word for node in run for word in node.words]) for run in runs]
        clause = self._plain(expansions, self._match)
        quotations = [node for run in runs for node in run if isinstance(node, Phrase)]
        if self._match != "most" or not self._scored:
            return all_of([clause, *map(self._unscored, quotations)])
        for node in quotations:
            self._scores.add_row(self._expander.tokens(node.words), self._fields)
        return clause

    def _unscored(self, node: Node) -> Clause:
        """Return the clause of an excluded node: a report with all of its words is no hit."""
        scored, self._scored = self._scored, False
        clause = self.clause(Required(node) if isinstance(node, Words) else node)
        self._scored = scored
        return clause

    def _in_field(self, field: str, node: Node) -> Clause:
        """Return the clause of a node that is searched in one field of the text."""
        fields, self._fields = self._fields, (field,)
        clause = self.clause(node)
        self._fields = fields
        return clause

    def _value(self, node: Value) -> Clause:
        """Return the clause of the reports with the values that a typed text stands for."""
        values = node.values or matching(node.field, node.text, self._statistics)
        if not values:
            self.notes.append(Note("no_value", (node.field, node.text)))
        return Valued(node.field, values or (node.text,))

    # Words

    def _expand(self, words: Iterable[Word], *, highlighted: bool = True) -> Expansion:
        """Return consecutive words expanded, and add their scores and notes.

        `highlighted`: whether their parts are; those of a phrase are not, only the whole is.
        """
        expansion = self._expansion(self._expander, words)
        self._expander.add_notes(expansion)
        if self._scored and self._ranks:
            self._scores.add(expansion, self._fields, highlighted=highlighted)
        self._note_unknown(expansion)
        return expansion

    def _expansion(self, expander: Expander, words: Iterable[Word]) -> Expansion:
        """Return consecutive words expanded."""
        typed = tuple(words)
        key = expander.reading, typed
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._expanded(expander.without_notes(), typed)
        return known

    def _expanded(self, expander: Expander, typed: tuple[Word, ...]) -> Expansion:
        tokens = expander.tokens(typed)
        synonyms, wholes = expander.synonyms_and_wholes(tokens)
        return Expansion(
            typed,
            tokens,
            synonyms,
            pairs_of(tokens, synonyms, self._statistics),
            wholes,
            tuple(expander.notes),
            expander.respelled,
            expander.renamed,
        )

    def _without_diacritics(self, expansion: Expansion) -> Expansion:
        """Return the expansion of the same words typed without diacritics, if as many tokens."""
        bare = tuple(map(_bare, expansion.words))
        if bare == expansion.words or self._exact:
            return expansion
        other = self._expansion(self._expander.without_diacritics(), bare)
        return other if len(other.tokens) == len(expansion.tokens) else expansion

    def _note_unknown(self, expansion: Expansion) -> None:
        """Add a note on each token that is in no report and has no synonym."""
        for at, token in enumerate(expansion.tokens):
            if not self._statistics.document_frequency(token.leaf) and not any(
                each.start <= at < each.stop for each in expansion.synonyms
            ):
                self.notes.append(Note("unknown", (token.written,)))

    def _plain(self, expansions: Sequence[Expansion], match: Match) -> Clause:
        """Return the clause of the reports that hold enough of plain words.

        A query for all words finds no report that the same query for most of them does not find.
        An exclusion is not narrowed in this way, since the list would grow.
        """
        if match == "most" and is_word(expansions):
            return self._in_order(expansions[0])
        weighed = expansions
        if match == "most" and sum(len(each.tokens) for each in expansions) > 2:
            weighed = [self._without_diacritics(each) for each in expansions]
        clause = match_words(expansions, match, self._statistics, self._fields, weighed)
        if self._match == match == "all" and self._scored:
            return all_of([clause, self._plain(expansions, "most")])
        return clause

    # Phrases

    def _in_order(self, expansion: Expansion, slop: int = 0) -> Clause:
        """Return the clause of the reports with words in their order, written in any way."""
        variants = list(islice(phrase_variants(expansion, slop), MAX_VARIANTS + 1))
        if len(variants) > MAX_VARIANTS:
            self.notes.append(Note("variants", (str(MAX_VARIANTS),)))
        return any_of(Has(within(each, self._fields)) for each in variants[:MAX_VARIANTS])

    def _near(self, phrases: Iterable[Phrase], distance: int) -> Clause:
        """Return the clause of the reports with all phrases, and all their words near together."""
        expanded = [(self._expand(phrase.words), phrase.slop) for phrase in phrases]
        terms = tuple(term for expansion, _ in expanded for term in terms_of(respelled(expansion)))
        near = Has(within(TermSequence(terms, distance, ordered=False), self._fields))
        whole = [
            Has(within(TermSequence(terms_of(respelled(each)), slop), self._fields))
            for each, slop in expanded
            if len(each.tokens) > 1
        ]
        return all_of([*whole, near])


def _bare(word: Word) -> Word:
    """Return a word without diacritics in its capitals, unless these match exactly."""
    if word.exact or word.text.isascii():
        return word
    letters = (fold(each).upper() if each.isupper() else fold(each) for each in word.text)
    return replace(word, text="".join(letters))
