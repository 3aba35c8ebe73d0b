"""How a query was read, told back in Vietnamese and in English."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product

from index.facets import FACETS
from index.language import dates, lattice
from index.language.abbreviations import lookalikes
from index.language.analysis import Token, keys, tokens
from index.language.spelling import is_syllable
from index.query import Query
from index.results import UNDATED
from index.syntax.notes import Language
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import (
    And,
    InField,
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
    words_of,
)

__all__ = ["explain", "explain_date"]

_WORDING: dict[str, tuple[str, str]] = {
    "most": ("phần lớn", "most of"),
    "all": ("tất cả", "all of"),
    "any": ("tất cả, ở bất kỳ đâu", "all of, anywhere"),
    "free": ("mọi dấu", "any marks"),
    "letters": ("mọi dấu còn lại", "any further marks"),
    "exact": ("đúng dấu", "exact spelling"),
    "slop": ("cách nhau tối đa {} từ", "at most {} words between"),
    "near": ("gần", "near"),
    "and": ("và", "and"),
    "or": ("hoặc", "or"),
    "required": ("bắt buộc", "required"),
    "not": ("không", "not"),
    "title": ("trong tiêu đề", "in the title"),
    "lead": ("trong sapo", "in the lead"),
    "body": ("trong nội dung", "in the body"),
    "captions": ("trong chú thích ảnh", "in captions"),
    "date": ("thời gian", "date"),
    "section": ("mục", "section"),
    "person": ("nhân vật", "person"),
    "author": ("tác giả", "author"),
    "source": ("nguồn", "source"),
    "identifier": ("mã", "identifier"),
    "from": ("từ {}", "from {}"),
    "to": ("đến hết {}", "to the end of {}"),
    "between": ("từ {} đến {}", "from {} to {}"),
    "within": ("trong {}", "in {}"),
    "undated": ("không rõ ngày", "undated"),
    "everything": ("mọi bài", "all reports"),
    "nothing": ("không có gì để tìm", "nothing to look for"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def explain(
    query: Query | ParsedQuery,
    language: Language = "vi",
    name: Callable[[str], str] = str,
) -> str:
    """How a query was read, its parts separated by « · »; `name`: a person's by the identifier.

    >>> explain(Query('dan van -"hội nghị"', match="all", since="2017", until="2018"))
    'tất cả: dan van (mọi dấu) · không: “hội nghị” · từ 2017 đến 2018'
    >>> explain(Query("dan van"), "en")
    'most of: dan van (any marks)'
    """
    return " · ".join(_Explainer(ParsedQuery.of(query), language, name).parts())


def explain_date(date: str, language: Language = "vi") -> str:
    """A date, perhaps partial, or `UNDATED`, in the reader's language.

    >>> explain_date("2018-01"), explain_date("2018-01-10"), explain_date("2018-01-10", "en")
    ('tháng 1/2018', '10/1/2018', '10 January 2018')
    """
    if date == UNDATED:
        return _WORDING["undated"][language == "en"]
    if not dates.bounds(date):
        return date
    numbers = [int(part) for part in date[: len("2018-01-10")].split("-")]
    if language == "en":
        names = [str(numbers[0]), *(_MONTHS[month - 1] for month in numbers[1:2])]
        return " ".join(map(str, [*numbers[2:], *reversed(names)]))
    said = "/".join(map(str, reversed(numbers)))
    return f"tháng {said}" if len(numbers) == 2 else said


class _Explainer:
    """Says the parts of one query in one language."""

    def __init__(self, parsed: ParsedQuery, language: Language, name: Callable[[str], str]) -> None:
        self._query = parsed.query
        self._language = language
        self._name = name
        self._tree = parsed.tree
        typed = [word.text for word in words_of(self._tree)]
        self._tones_typed = lattice.carries_tone(key for text in typed for key in keys(text))
        self._lookalikes = lookalikes(typed)

    def _say(self, kind: str, *details: str) -> str:
        return _WORDING[kind][self._language == "en"].format(*details)

    def parts(self) -> Iterator[str]:
        """The parts of the query: its text, its span of time, its chosen values."""
        said = list(self._text())
        if self._query.since or self._query.until:
            said.append(self._span(self._query.since, self._query.until))
        said += self._chosen()
        yield from said or [self._say("everything")]

    def _text(self) -> Iterator[str]:
        """What was typed, part by part, what is excluded last; that it comes to nothing."""
        if self._tree == And() and self._query.text.strip():
            yield self._say("nothing")
        nodes = self._tree.nodes if isinstance(self._tree, And) else (self._tree,)
        ordered = sorted(nodes, key=lambda node: isinstance(node, Not))
        for node in ordered:
            graded = isinstance(node, Words) and _several(node.words)
            said = self._node(node)
            yield self._labelled(self._query.match, said) if graded else said

    def _chosen(self) -> Iterator[str]:
        """Yield each facet with the values chosen in one mode, as they are shown."""
        for facet in FACETS.values():
            for mode in facet.modes:
                values = self._query.values(facet.name, mode)
                shown = [self._shown(facet.name, value) for value in values]
                if shown:
                    joined = f" {self._say('and' if mode == 'and' else 'or')} ".join(shown)
                    part = self._labelled(facet.name, joined)
                    yield self._labelled("not", part) if mode == "not" else part

    def _shown(self, facet: str, value: str) -> str:
        if facet == "date":
            return explain_date(value, self._language)
        return self._name(value) if facet == "person" else value

    def _labelled(self, kind: str, said: str) -> str:
        return f"{self._say(kind)}: {said}"

    def _either(self, said: Iterable[str]) -> str:
        return f" {self._say('or')} ".join(said)

    def _span(self, since: str, until: str) -> str:
        """A span of time."""
        first, last = (explain_date(date, self._language) for date in (since, until))
        if since and until:
            return (
                self._say("within", first) if since == until else self._say("between", first, last)
            )
        return self._say("from", first) if since else self._say("to", last)

    def _node(self, node: Node) -> str:
        """One node of the tree."""
        match node:
            case Words(words):
                return self._words(words)
            case Phrase(words, slop):
                quoted = f"“{self._words(words)}”"
                return f"{quoted} ({self._say('slop', str(slop))})" if slop else quoted
            case Near(phrases, distance):
                said = f" {self._say('near')} ".join(self._words(each.words) for each in phrases)
                return f"{said} ({self._say('slop', str(distance))})"
            case InField(field, below):
                return self._labelled(field, self._node(below))
            case Value():
                return self._labelled(node.field, self._value(node))
            case Period(since, until):
                return self._span(since, until) if since or until else self._say("undated")
            case Required(below):
                return self._labelled("required", self._node(below))
            case Not(below):
                return self._labelled("not", self._node(below))
            case Or(nodes):
                return self._either(map(self._within, nodes))
            case And(nodes):
                return ", ".join(map(self._within, nodes))

    def _value(self, node: Value) -> str:
        """A value as it is shown: a name that stands for several values as it was typed."""
        if node.field != "person" or len(node.values) > 1:
            return node.text
        return self._name(node.values[0] if node.values else node.text)

    def _within(self, node: Node) -> str:
        """A node among others, in parentheses where it has parts itself."""
        said = self._node(node)
        return f"({said})" if isinstance(node, And | Or) else said

    def _words(self, words: Iterable[Word]) -> str:
        """Words with what is free in them; said once where it holds for all."""
        remarks: dict[str, list[str]] = {}
        typed = []
        for word in words:
            typed.append(word.text)
            remarks.setdefault(self._remark(word), []).append(word.text)
        said = " ".join(typed)
        if len(remarks) == 1:
            only = next(iter(remarks))
            return f"{said} ({self._say(only)})" if only else said
        some = [f"{', '.join(at)}: {self._say(kind)}" for kind, at in remarks.items() if kind]
        return f"{said} ({'; '.join(some)})"

    def _remark(self, word: Word) -> str:
        """What is free in a word, "" where nothing could be otherwise."""
        found = [
            self._free(token)
            for token in tokens(word.text)
            if word.text[token.start : token.end] not in self._lookalikes
        ]
        if self._query.exact or word.exact:
            return "exact" if any(found) else ""
        return "letters" if "letters" in found else "free" if "free" in found else ""

    def _free(self, token: Token) -> str:
        """What is free in a token: all marks, further ones, or nothing ("")."""
        bound = lattice.binding(token.key)
        if bound == "exact" or not set(token.fold) & set(_VOWELS):
            return ""
        if bound == "letters" and self._tones_typed and not _takes_marks(token.key):
            return ""
        return bound


# Letters that carry tones, and what those that take other marks may stand for. A d may stand for đ
# as well, yet few readers type ư or â for themselves and leave that out: it is not worth a remark.
_VOWELS = "aeiouy"
_MARKED = {"a": "aăâ", "e": "eê", "o": "oôơ", "u": "uư"}


def _takes_marks(key: str) -> bool:
    """Whether further marks on letters make another syllable; of a foreign word, whether any can.

    >>> _takes_marks("đong"), _takes_marks("xuân"), _takes_marks("đai"), _takes_marks("đak")
    (True, False, False, True)
    """
    if not is_syllable(key):
        return not set(key).isdisjoint(_MARKED)
    spellings = map("".join, product(*(_MARKED.get(letter, letter) for letter in key)))
    return any(is_syllable(other) for other in spellings if other != key)


_WILDCARD = re.compile("[*?]")


def _several(words: Iterable[Word]) -> bool:
    """Whether words have more than one token, wildcards being parts of theirs («v?n»)."""
    return len(list(tokens(" ".join(_WILDCARD.sub("x", word.text) for word in words)))) > 1
