"""How a query was read, in words."""

from collections.abc import Iterable, Iterator, Mapping

from archive.messages import Messages
from archive.wording.dates import say_date, say_day_of_year
from archive.wording.facets import facet_words
from index.facets import FACETS
from index.language.synonyms import Synonyms
from index.planning.unit_count import count_units
from index.query import Match
from index.syntax.description import Choices, Description, Openness, Part, Span, Text, describe
from index.syntax.parsed_query import ParsedQuery
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
    words_of,
)

__all__ = ["say_filters", "say_query", "say_text"]


def say_query(parsed: ParsedQuery, names: Mapping[str, str], messages: Messages) -> str:
    """Return how a query was read, its parts separated by « · ».

    `names`: of persons by identifier.
    """
    return " · ".join(_parts(parsed, names, messages)) or messages.gettext("mọi bài")


def say_text(parsed: ParsedQuery, names: Mapping[str, str], messages: Messages) -> str:
    """Return how the text of a query was read, whatever its filters."""
    return " · ".join(_parts(parsed, names, messages, Text)) or messages.gettext("mọi bài")


def say_filters(parsed: ParsedQuery, names: Mapping[str, str], messages: Messages) -> Iterator[str]:
    """Yield the span of time and each filter of a query."""
    yield from _parts(parsed, names, messages, Span, Choices)


def _parts(
    parsed: ParsedQuery, names: Mapping[str, str], messages: Messages, *kinds: type[Part]
) -> Iterator[str]:
    """Yield the parts of a query, only of some kinds if these are given."""
    description = describe(parsed)
    speaker = _Speaker(description, parsed.synonyms, names, messages)
    for part in description.parts:
        if not kinds or isinstance(part, kinds):
            yield speaker.part(part)


class _Speaker:
    """Puts the parts of one description into words."""

    def __init__(
        self,
        description: Description,
        synonyms: Synonyms,
        names: Mapping[str, str],
        messages: Messages,
    ) -> None:
        self._openness = description.openness
        self._synonyms = synonyms
        self._names = names
        self._messages = messages
        gettext = messages.gettext
        # Not within f-strings, from which messages are not extracted before Python 3.12.
        self._and, self._or, self._near = gettext("và"), gettext("hoặc"), gettext("gần")

    def part(self, part: Part) -> str:
        """Return a part in words."""
        match part:
            case Text(node, match):
                words = (
                    " ".join(map(self._node, node.nodes))
                    if match and isinstance(node, And)
                    else self._node(node)
                )
                match = self._said_match(node, match)
                return f"{self._match(match)}: {words}" if match else words
            case Span(since, until):
                return self._span(since, until)
            case Choices():
                return self._choices(part)

    def _said_match(self, node: Node, match: Match | None) -> Match | None:
        """Return how words are matched, None if there is nothing to choose from.

        A report has all of one unit or of two, and most of more.
        """
        units = count_units([*words_of(node)], self._synonyms) if match else 0
        return match if units > (2 if match == "most" else 1) else None

    def _match(self, match: Match) -> str:
        gettext = self._messages.gettext
        return {
            "most": gettext("phần lớn các từ"),
            "all": gettext("đủ các từ"),
            "any": gettext("đủ tiếng, không cần liền nhau"),
        }[match]

    def _choices(self, choices: Choices) -> str:
        shown = [self._value(choices.facet, value) for value in choices.values]
        facet = self._field(choices.facet)
        if choices.mode == "not":
            return self._messages.gettext(
                "trừ %(facet)s: %(values)s", facet=facet, values=self._either(shown)
            )
        joined = self._both(shown) if choices.mode == "and" else self._either(shown)
        return f"{facet}: {joined}"

    def _value(self, field: str, value: str) -> str:
        if field == "date":
            return say_date(value, self._messages)
        return self._names.get(value, value) if field == "person" else value

    def _either(self, parts: Iterable[str]) -> str:
        return f" {self._or} ".join(parts)

    def _both(self, parts: Iterable[str]) -> str:
        return f" {self._and} ".join(parts)

    def _span(self, since: str, until: str) -> str:
        gettext = self._messages.gettext
        first, last = (say_date(date, self._messages) for date in (since, until))
        if not since and not until:
            return gettext("không rõ ngày đăng")
        if since and until and since != until:
            return gettext("đăng từ %(first)s đến hết %(last)s", first=first, last=last)
        if not until:
            return gettext("đăng từ %(date)s", date=first)
        is_day = len(until) > len("2018-01")
        if since and is_day:
            return gettext("đăng ngày %(date)s", date=first)
        if since:
            return gettext("đăng trong %(date)s", date=first)
        if is_day:
            return gettext("đăng đến hết ngày %(date)s", date=last)
        return gettext("đăng đến hết %(date)s", date=last)

    # The text

    def _node(self, node: Node) -> str:
        gettext = self._messages.gettext
        match node:
            case Words(words):
                return self._words(words)
            case Phrase(words, slop):
                phrase = f"“{self._words(words)}”"
                return f"{phrase} ({self._distance(slop)})" if slop else phrase
            case Near(phrases, distance):
                joined = f" {self._near} ".join(self._words(each.words) for each in phrases)
                return f"{joined} ({self._distance(distance)})"
            case InField(field, below):
                return f"{self._field(field)}: {self._node(below)}"
            case Value():
                return f"{self._field(node.field)}: {self._named(node)}"
            case Period(since, until):
                return self._span(since, until)
            case MonthDay(month, day, last):
                first = say_day_of_year(month, day, self._messages)
                if last is None:
                    return gettext("đăng ngày %(day)s của mọi năm", day=first)
                return gettext(
                    "đăng từ %(first)s đến %(last)s của mọi năm",
                    first=first,
                    last=say_day_of_year(*last, self._messages),
                )
            case Required(below):
                return gettext("bắt buộc: %(words)s", words=self._node(below))
            case Not(InField(field, below)):
                return gettext(
                    "%(field)s không có: %(words)s",
                    field=self._field(field),
                    words=self._node(below),
                )
            case Not(Period() | MonthDay() | Value() as below):
                return gettext("trừ: %(what)s", what=self._node(below))
            case Not(below):
                return gettext("không có: %(words)s", words=self._node(below))
            case Or(nodes):
                return self._either(map(self._inner, nodes))
            case And(nodes):
                return ", ".join(map(self._inner, nodes)) or gettext("không có gì để tìm")

    def _inner(self, node: Node) -> str:
        """Return a node among others, in parentheses if it has parts itself."""
        words = self._node(node)
        return f"({words})" if isinstance(node, And | Or) else words

    def _named(self, node: Value) -> str:
        """Return a typed value; a name of several persons or newspapers as it was typed."""
        if node.field == "source" and node.text.endswith("+"):
            name = node.text.removesuffix("+")
            return self._messages.gettext("%(name)s kèm các tên trước", name=name)
        if len(node.values) > 1:
            return node.text
        return self._value(node.field, node.values[0] if node.values else node.text)

    def _distance(self, words: int) -> str:
        return self._messages.gettext(
            "cách nhau tối đa %(num)s từ", num=self._messages.number(words)
        )

    def _field(self, field: str) -> str:
        if field in FACETS:
            return facet_words(field, self._messages).label
        gettext = self._messages.gettext
        return {
            "title": gettext("trong tiêu đề"),
            "lead": gettext("trong sapo"),
            "body": gettext("trong nội dung"),
            "captions": gettext("trong chú thích ảnh"),
            "identifier": gettext("mã bài"),
        }[field]

    # Words

    def _words(self, words: Iterable[Word]) -> str:
        """Return words with the diacritics that each may have, once if all are alike."""
        alike: dict[Openness, list[str]] = {}
        typed = []
        for word in words:
            typed.append(word.text)
            alike.setdefault(self._openness[word], []).append(word.text)
        said = " ".join(typed)
        if len(alike) == 1:
            (only,) = alike
            return f"{said} ({self._open(only)})" if only else said
        some = [f"{', '.join(of)}: {self._open(kind)}" for kind, of in alike.items() if kind]
        return f"{said} ({'; '.join(some)})"

    def _open(self, openness: Openness) -> str:
        gettext = self._messages.gettext
        return {
            "": "",
            "exact": gettext("đúng dấu"),
            "any": gettext("dấu nào cũng được"),
            "further": gettext("thêm dấu nào cũng được"),
            "tone": gettext("thanh nào cũng được"),
            "letters": gettext("thêm dấu phụ nào cũng được"),
        }[openness]
