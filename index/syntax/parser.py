"""Parse the query language into a tree.

    dân vận                words, matched as `Query.match` says
    +huế  -hội             the word or phrase that follows is required, excluded
    "hội nghị"             in this order; "hội nghị"~3 with at most three other words among them;
                           beside plain words, a phrase is matched as these are
    a OR b, HOẶC, |        at least one; binds weaker than words side by side
    a AND b, VÀ            both required
    NOT a b, KHÔNG         all plain words up to the next sign are excluded
    ( … )                  a group
    a NEAR/5 b, GẦN/5      in any order, with at most five other words among them; without a
                           number with at most ten
    chính*  ch?nh          any letters, one letter
    =dân                   diacritics exactly as typed
    tiêu_đề: sapo: nội_dung: chú_thích:            in that field (title: lead: body: captions:)
    chuyên_mục: nhân_vật: tác_giả: báo:            with that value (section: person: author: …)
    mã: (id:)              the report with that identifier, which ends at the next space
    ngày: (date:)          2018, 2018-01, 10/01/2018, tháng 1/2018, 2017..2018, trước 1975, …;
                           2/9, 8-9/3 on these days of any year

Operators are in capitals: «hoặc», «không» and «gần» are plain words. Names of fields may be typed
without diacritics. Parsing never fails; notes name what could not be taken as typed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.syntax.lexer import Lexeme, lexemes
from index.syntax.notes import Note, NoteKind
from index.syntax.tree import (
    And,
    InField,
    MonthDay,
    Near,
    Node,
    Not,
    Or,
    Period,
    Phrase,
    Required,
    Value,
    Word,
    Words,
    transform,
)

__all__ = ["MAX_DEPTH", "MAX_NEAR", "Parsed", "parse"]

# Levels of parentheses; hardly anyone types four, and each costs a frame of recursion.
MAX_DEPTH = 10
# Words of one NEAR: each further word multiplies the ways to place them in any order.
MAX_NEAR = 6


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of a text, and notes on what could not be taken as typed."""

    tree: Node
    notes: tuple[Note, ...] = ()


def parse(text: str) -> Parsed:
    """Return the tree of a text, in linear time; never raise.

    >>> parse('dân vận -"hội nghị"').tree
    ... # doctest: +NORMALIZE_WHITESPACE
    And(nodes=(Words(words=(Word(text='dân', exact=False), Word(text='vận', exact=False))),
    Not(node=Phrase(words=(Word(text='hội', exact=False), Word(text='nghị', exact=False)),
    slop=0))))
    """
    notes: list[Note] = []
    parser = _Parser(list(lexemes(text, notes)), notes)
    tree = parser.whole()
    if tree == And() and text.strip() and not notes:
        notes.append(Note("nothing"))
    return Parsed(tree, tuple(notes))


class _Parser:
    """A recursive descent parser, at most `MAX_DEPTH` groups deep."""

    def __init__(self, pieces: Sequence[Lexeme], notes: list[Note]) -> None:
        self._pieces = pieces
        self._notes = notes
        self._at = 0

    def _peek(self) -> Lexeme | None:
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def _take(self, *kinds: str) -> Lexeme | None:
        """Return the next piece and move on, if it is of one of these kinds."""
        at = self._at
        if at == len(self._pieces) or self._pieces[at].kind not in kinds:
            return None
        self._at += 1
        return self._pieces[at]

    def _note(self, kind: NoteKind, *details: str) -> None:
        note = Note(kind, details)
        if note not in self._notes:
            self._notes.append(note)

    def whole(self) -> Node:
        """Return the tree of all pieces, ignoring parentheses that close nothing."""
        kept = []
        depth = 0
        for piece in self._pieces:
            depth += (piece.kind == "open") - (piece.kind == "close")
            if depth < 0:
                self._note("parenthesis")
                depth = 0
            else:
                kept.append(piece)
        if depth:
            self._note("parenthesis")
        self._pieces = kept
        return self._either(0)

    def _either(self, depth: int) -> Node:
        """Return the node of alternatives separated by OR, up to the end of the group."""
        nodes = [self._together(depth)]
        while operator := self._take("or"):
            nodes.append(self._together(depth))
            if And() in nodes[-2:]:
                self._note("operator", operator.text)
        kept = tuple(node for node in nodes if node != And())
        return kept[0] if len(kept) == 1 else Or(kept) if kept else And()

    def _together(self, depth: int) -> Node:
        """Return the node of nodes side by side; parts joined by AND are required."""
        parts: list[list[Node]] = [list(self._row(depth))]
        while operator := self._take("and"):
            parts.append(list(self._row(depth)))
            if [] in parts[-2:]:
                self._note("operator", operator.text)
        parts = [part for part in parts if part]
        if len(parts) > 1:
            parts = [[_required(node) for node in part] for part in parts]
        nodes = tuple(node for part in parts for node in part)
        return nodes[0] if len(nodes) == 1 else And(nodes)

    def _row(self, depth: int) -> Iterator[Node]:
        """Yield nodes up to the next AND, OR or end; consecutive plain words are one node."""
        run: list[Word] = []
        while (piece := self._peek()) and piece.kind not in ("or", "and", "close"):
            node = self._item(depth)
            if isinstance(node, Words) and piece.kind in ("word", "exact"):
                run += node.words
                continue
            if run and node:
                yield Words(tuple(run))
                run = []
            if node:
                yield node
        if run:
            yield Words(tuple(run))

    def _item(self, depth: int) -> Node | None:
        """Return a node with the signs and operators before it; None if none follows them."""
        negative = required = exact = loose = False
        sign = None
        while piece := self._take("minus", "plus", "exact", "not"):
            sign = piece
            loose = piece.kind == "not"
            negative |= piece.kind in ("minus", "not")
            required |= piece.kind == "plus"
            exact |= piece.kind == "exact"
        node = self._operand(depth, loose=loose)
        if node is None:
            if sign:
                self._note("operator", sign.text)
            return None
        node = _exactly(node) if exact else node
        return Not(node) if negative else _required(node) if required else node

    def _operand(self, depth: int, *, loose: bool = False) -> Node | None:
        """Return a group, a period, a value, a field, or a word or phrase with its NEAR."""
        if piece := self._take("word", "phrase"):
            node = self._near(piece)
            return self._plain_words(node) if loose and isinstance(node, Words) else node
        if self._take("open"):
            return self._group(depth)
        if piece := self._take("period"):
            return Period(*piece.span)
        if piece := self._take("month_day"):
            return MonthDay(*piece.month_day, piece.last_day)
        if piece := self._take("value"):
            return Value(piece.facet, piece.text)
        if piece := self._take("field"):
            return self._in_field(piece, depth)
        if piece := self._take("near"):
            self._note("operator", piece.text)
        return None

    def _kind(self, ahead: int = 0) -> str:
        """Return the kind of the next piece, or of one after it; "" after the last."""
        at = self._at + ahead
        return self._pieces[at].kind if at < len(self._pieces) else ""

    def _plain_words(self, node: Words) -> Node:
        """Return the words with all plain words that follow them."""
        words = list(node.words)
        while self._kind(1) != "near" and (piece := self._take("word")):
            words += piece.words
        return Words(tuple(words))

    def _group(self, depth: int) -> Node | None:
        """Return the node of a group; None for an empty one, or one that is nested too deep."""
        if depth >= MAX_DEPTH:
            self._note("depth", str(MAX_DEPTH))
            self._skip()
            return None
        node = self._either(depth + 1)
        self._take("close")
        return node if node != And() else None

    def _skip(self) -> None:
        """Skip a group that is nested too deep."""
        depth = 1
        while depth and (piece := self._peek()):
            depth += (piece.kind == "open") - (piece.kind == "close")
            self._at += 1

    def _near(self, first: Lexeme) -> Node:
        """Return a word or phrase, or several joined by NEAR."""
        alone = Phrase(first.words, first.number) if first.kind == "phrase" else Words(first.words)
        if self._kind() != "near":
            return alone
        phrases = [Phrase(first.words, first.number)]
        distance = 0
        while operator := self._take("near"):
            exact = self._take("exact")
            piece = self._take("word", "phrase")
            if not piece:
                self._note("operator", operator.text)
                break
            phrase = Phrase(piece.words, piece.number)
            phrases.append(_exact_phrase(phrase) if exact else phrase)
            distance = max(distance, operator.number)
        if sum(len(phrase.words) for phrase in phrases) > MAX_NEAR and len(phrases) > 1:
            self._note("near", str(MAX_NEAR))
            phrases = list(_first_words(phrases, MAX_NEAR))
        if len(phrases) > 1:
            return Near(tuple(phrases), distance)
        return alone

    def _in_field(self, name: Lexeme, depth: int) -> Node | None:
        """Return the node that follows the name of a field; None if none does."""
        exact = self._take("exact")
        field = name.facet
        if field and (piece := self._take("word", "phrase")):
            if piece.kind == "word":
                self._note_left(name, piece.text)
            return Value(field, piece.text)
        if self._kind() in ("word", "phrase", "open") and (node := self._operand(depth)):
            if isinstance(node, Words) and self._pieces[self._at - 1].kind == "word":
                self._note_left(name, node.words[0].text)
            if field:
                return transform(node, lambda each: _as_value(field, each))
            if name.field:
                return InField(name.field, _exactly(node) if exact else node)
        self._note("value", name.text)
        return None

    def _note_left(self, name: Lexeme, word: str) -> None:
        """Note that a field takes one word, if more words follow that may belong to it."""
        left = takewhile(lambda piece: piece.kind == "word", self._pieces[self._at :])
        words = " ".join([word, *(piece.text for piece in left)])
        if words != word:
            whole = f'"{words}"' if name.facet else f"({words})"
            self._note("field", name.text, word, f"{name.text}:{whole}")


def _first_words(phrases: Iterable[Phrase], limit: int) -> Iterator[Phrase]:
    """Yield the phrases, cut off at a number of words in all."""
    for phrase in phrases:
        if limit <= 0:
            return
        yield replace(phrase, words=phrase.words[:limit])
        limit -= len(phrase.words)


def _required(node: Node) -> Node:
    """Return the node as required, if `Query.match` would decide otherwise."""
    return Required(node) if isinstance(node, Words | Phrase | And | Or) else node


def _exactly(node: Node) -> Node:
    """Return the tree with every word exact."""

    def change(each: Node) -> Node:
        match each:
            case Words(words):
                return Words(_exact(words))
            case Phrase():
                return _exact_phrase(each)
            case Near(phrases):
                return replace(each, phrases=tuple(map(_exact_phrase, phrases)))
        return each

    return transform(node, change)


def _exact_phrase(phrase: Phrase) -> Phrase:
    """Return the phrase with every word exact."""
    return replace(phrase, words=_exact(phrase.words))


def _exact(words: Iterable[Word]) -> tuple[Word, ...]:
    """Return the words as exact ones."""
    return tuple(replace(word, exact=True) for word in words)


def _as_value(field: str, node: Node) -> Node:
    """Return the node with its words as values of a facet field."""
    match node:
        case Words(words) | Phrase(words):
            return Value(field, " ".join(word.text for word in words))
        case Near(phrases):
            return And(tuple(_as_value(field, phrase) for phrase in phrases))
        case InField(node=below) | Required(below):
            return below
    return node
