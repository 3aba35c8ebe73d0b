"""Split the text of a query into words, phrases, fields and operators."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from index.facets import FACETS
from index.language import dates
from index.language.analysis import character_kind
from index.language.spelling import VIETNAMESE, fold, normalise
from index.syntax.notes import Note, NoteKind
from index.syntax.tree import TextField, Word

__all__ = [
    "MAX_CHARACTERS",
    "MAX_DISTANCE",
    "MAX_PHRASE",
    "MAX_WILDCARDS",
    "MAX_WORDS",
    "Lexeme",
    "as_plain_word",
    "facet_called",
    "identifier_at",
    "lexemes",
    "may_be_operator",
]

# Limits on a query: several times the questions of the legal benchmark, which have 200 characters
# and 40 words.
MAX_CHARACTERS = 2000
MAX_WORDS = 64
MAX_PHRASE = 32
MAX_DISTANCE = 50
# Each wildcard reads all keys of the index that begin like it.
MAX_WILDCARDS = 8

Kind = Literal[
    "word", "phrase", "period", "month_day", "field", "value", "open", "close",
    "or", "and", "near", "not", "minus", "plus", "exact",
]  # fmt: skip


class Lexeme(NamedTuple):
    """A piece of a query.

    `text`: as typed. `words`: of a word or a phrase. `number`: the distance of NEAR or the slop of
    a phrase. `field`: the field of the text that a name stands for. `facet`: the facet that a name
    stands for, or of a value; "" for none. `span`: both ends of a period. `month_day`: of a day of
    any year, or of the first of several; `last_day`: of their last.
    """

    kind: Kind
    text: str = ""
    words: tuple[Word, ...] = ()
    number: int = 0
    field: TextField | None = None
    facet: str = ""
    span: tuple[str, str] = ("", "")
    month_day: tuple[int, int] = (0, 0)
    last_day: tuple[int, int] | None = None


# By their folds, so that names may be typed without diacritics.
_TEXT: dict[str, TextField] = {
    "tieu_de": "title", "title": "title",
    "sapo": "lead", "tom_tat": "lead", "lead": "lead",
    "noi_dung": "body", "body": "body",
    "chu_thich": "captions", "captions": "captions", "caption": "captions",
}  # fmt: skip
_FACETS = {
    fold(typed): facet.name for facet in FACETS.values() for typed in facet.typed
} | dict.fromkeys(("ma", "id"), "identifier")
_UNDATED = frozenset({"khong_ro", "undated"})

_ENGLISH: dict[str, Kind] = {"OR": "or", "AND": "and", "NOT": "not"}
_VIETNAMESE: dict[str, Kind] = {"HOẶC": "or", "VÀ": "and", "KHÔNG": "not", "GẦN": "near"}
_SIGNS: dict[str, Kind] = {"-": "minus", "+": "plus", "=": "exact"}
_MARKS: dict[str, Kind] = {"(": "open", ")": "close", "|": "or"}
# The distance of a NEAR without a number.
_USUAL_DISTANCE = 10

# Control characters and surrogates (Unicode categories Cc and Cs).
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTES = '"“”„«»'
# Single quotation marks; the closing one is also an apostrophe (H’Hen) within a word.
_SINGLE = re.compile(r"(?<![^\W_])[‘‚](?=\w)((?:[^‘’‚\"“”„«»]|(?<=\w)’(?=\w))*)[’‘](?!\w)")
# Characters after which a sign is a hyphen.
_CLOSING = frozenset((")", *_QUOTES))
# Most words are of these.
_LETTERS = re.compile(f"[0-9a-zA-Z{VIETNAMESE}]+")
# ASCII in the width of Chinese characters, as East Asian input methods type it.
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_QUOTED = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}](?:~(\d+)(?!\w))?")
# Names of two words may be typed with a space: «tiêu đề:lũ».
_NAME = re.compile(r"([^\W\d]\w*(?: [^\W\d]\w*)?):\s*")
# With a number it is no word, in whatever case and without diacritics.
_NEAR = re.compile(r"(?:NEAR|GẦN)|(?i:near|gần|gan)/(\d+)")
_WILDCARD = re.compile(r"[*?]+")
_IDENTIFIER = re.compile(rf"[^\s(){_QUOTES}]\S*")
_CHUNK = re.compile(rf"[^\s()|{_QUOTES}]+")


def facet_called(name: str) -> str:
    """Return the facet that a name stands for in a query, "" if it is none.

    >>> facet_called("người"), facet_called("chuyen_muc"), facet_called("tiêu_đề")
    ('person', 'section', '')
    """
    return _FACETS.get(fold(name), "")


def lexemes(text: str, notes: list[Note]) -> Iterator[Lexeme]:
    """Yield the pieces of a query; append to `notes` what could not be taken as typed."""
    if len(text) > MAX_CHARACTERS:
        notes.append(Note("cut", (str(MAX_CHARACTERS),)))
    lexer = _Lexer(_clean(text[:MAX_CHARACTERS]), notes)
    at = 0
    while at < len(lexer.text):
        found, at = lexer.piece(at)
        if found:
            lexer.after_word = found.kind == "word"
            yield found


def _clean(text: str) -> str:
    """Return the text in NFC, with spaces for control characters and surrogates.

    Wide letters, digits and signs are those of ASCII, single quotation marks are double ones.

    >>> _clean("２/９ ‘H’Hen Niê’")
    '2/9 “H’Hen Niê”'
    """
    plain = _ODD.sub(" ", text)
    if plain.isascii():
        return plain
    return _SINGLE.sub(r"“\1”", normalise(plain.translate(_WIDE)))


def _trim(chunk: str) -> str:
    """Return a word without the punctuation around it; "" if no letter or digit is left.

    Letters and digits are those of tokens; ½ and ① are symbols. A question mark at the end is
    punctuation, within a word it is a wildcard.
    """
    if _LETTERS.fullmatch(chunk) or all(map(character_kind, chunk)):
        return chunk
    kept = [at for at, char in enumerate(chunk) if character_kind(char) or char == "*"]
    word = re.sub(r"[*][*?]*", "*", chunk[kept[0] : kept[-1] + 1]) if kept else ""
    return word if any(map(character_kind, word)) else ""


def _is_headline(text: str) -> bool:
    """Return whether the text is a headline in capitals: its operators have no other words.

    >>> _is_headline("NHÀ KHÔNG SỐ"), _is_headline("nhà KHÔNG số"), _is_headline("2017 KHÔNG 2018")
    (True, False, False)
    """
    others = " ".join(word for word in text.split() if word not in _VIETNAMESE)
    return text == text.upper() and any(map(str.isalpha, others))


def may_be_operator(word: str) -> bool:
    """Return True for a word that can be an operator where it has no quotation marks."""
    return word in _ENGLISH or word in _VIETNAMESE or _NEAR.fullmatch(word) is not None


def as_plain_word(word: str) -> str:
    """Return a word so that it cannot be read as an operator: «không» for «KHÔNG»."""
    return word.lower() if word in _VIETNAMESE else word


def identifier_at(text: str, start: int) -> str:
    """Return the identifier at an offset of a text, which ends at the next space.

    A parenthesis that closes a group around it does not belong to it. Return "" if a quotation
    mark or a group begins at the offset, or if there is no letter or digit.

    >>> identifier_at("vntc:KD_VNE_(446) lũ", 0), identifier_at("bao:1)", 0)
    ('vntc:KD_VNE_(446)', 'bao:1')
    """
    found = _IDENTIFIER.match(text, start)
    value = found[0] if found else ""
    while value.endswith(")") and value.count(")") > value.count("("):
        value = value[:-1]
    return value if any(map(str.isalnum, value)) else ""


def _days_at(text: str, at: int) -> tuple[Lexeme, int] | None:
    """Return the day or the days at an offset, and the offset after them; None for other dates."""
    if days := dates.days_at(text, at):
        if not days.year:
            return Lexeme("month_day", month_day=days.first, last_day=days.last), days.end
        since, until = (
            f"{days.year}-{month:02}-{day:02}" for month, day in (days.first, days.last)
        )
        if dates.bounds(since) and dates.bounds(until):
            return Lexeme("period", span=(since, until)), days.end
    if day := dates.month_day_at(text, at):
        return Lexeme("month_day", month_day=day[:2]), day[2]
    return None


class _Lexer:
    """A cleaned text with the state of reading it."""

    def __init__(self, text: str, notes: list[Note]) -> None:
        self.text = text
        self._notes = notes
        self._words = 0
        self._wildcards = 0
        # Whether a sign at this point is before a word, not within one.
        self._apart = True
        # Whether the piece before is a plain word.
        self.after_word = False
        self._may_have_names = ":" in text

    def piece(self, at: int) -> tuple[Lexeme | None, int]:
        """Return the piece at a position, None if there is none, and the position after it."""
        # A sign directly after a parenthesis or a quotation is a hyphen: «(NLĐO)-Thời trang».
        closed = at > 0 and self.text[at - 1] in _CLOSING
        char, apart = self.text[at], self._apart and not closed
        self._apart = True
        if char.isspace():
            return None, at + 1
        if kind := _MARKS.get(char):
            return Lexeme(kind, char), at + 1
        if char in _QUOTES:
            return self._quoted(at)
        after = self.text[at + 1 : at + 2]
        if apart and char in _SIGNS and after and not after.isspace():
            return Lexeme(_SIGNS[char], char), at + 1
        if char.isalnum() or char == "*":
            return self._chunk(at)
        self._apart = False
        return None, at + 1

    def _note(self, kind: NoteKind, *details: str) -> None:
        note = Note(kind, details)
        if note not in self._notes:
            self._notes.append(note)

    def _quoted(self, at: int) -> tuple[Lexeme | None, int]:
        """Return the phrase at a quotation mark, None if its counterpart is missing."""
        found = _QUOTED.match(self.text, at)
        if not found:
            self._note("quote")
            return None, at + 1
        words = [self._word(chunk) for chunk in found[1].split()]
        kept = [word for word in words if word]
        if len(kept) > MAX_PHRASE:
            self._note("phrase", str(MAX_PHRASE))
        phrase = self._within_limit(tuple(kept[:MAX_PHRASE]))
        slop = self._distance(found[2]) if found[2] else 0
        return Lexeme(
            "phrase", " ".join(found[1].split()), phrase, slop
        ) if phrase else None, found.end()

    def _word(self, chunk: str) -> Word | None:
        """Return the word of one chunk of a phrase."""
        text = _trim(chunk)
        return Word(text, exact=chunk.startswith("=")) if text else None

    def _within_limit(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """Return as many of the words as the limits of the query allow."""
        words = tuple([word for word in words if self._may_be_wild(word)])
        left = MAX_WORDS - self._words
        if len(words) > left:
            self._note("words", str(MAX_WORDS))
        self._words += min(left, len(words))
        return words[:left]

    def _may_be_wild(self, word: Word) -> bool:
        """Return whether the limit allows the wildcards of a word; count them."""
        if not word.wild:
            return True
        self._wildcards += len(_WILDCARD.findall(word.text))
        if self._wildcards > MAX_WILDCARDS:
            self._note("wildcards", str(MAX_WILDCARDS))
            return False
        return True

    def _distance(self, digits: str) -> int:
        """Return a distance in words, at most the limit."""
        if int(digits) > MAX_DISTANCE:
            self._note("distance", str(MAX_DISTANCE))
        return min(int(digits), MAX_DISTANCE)

    def _chunk(self, at: int) -> tuple[Lexeme | None, int]:
        """Return the field, value, operator or word at a position."""
        if name := self._name(at):
            known = fold(name[1].replace(" ", "_"))
            field, facet = _TEXT.get(known), _FACETS.get(known, "")
            if facet == "date":
                return self._period(name)
            if facet == "identifier" and (value := identifier_at(self.text, name.end())):
                return Lexeme("value", value, facet=facet), name.end() + len(value)
            if field or facet:
                return Lexeme("field", name[1], field=field, facet=facet), name.end()
        chunk = _CHUNK.match(self.text, at)
        assert chunk, "a letter, a digit or a star begins it"
        text = _trim(chunk[0])
        if operator := self._operator(text):
            return operator, chunk.end()
        word = self._within_limit((Word(as_plain_word(text)),)) if text else ()
        return Lexeme("word", as_plain_word(text), word) if word else None, chunk.end()

    def _name(self, at: int) -> re.Match[str] | None:
        """Return the name with a colon at a position, or None.

        With a space after it, it begins a text or follows a sign: «Cảnh báo: lũ» is a headline.
        """
        name = _NAME.match(self.text, at) if self._may_have_names else None
        return None if name and self.after_word and name[0][-1].isspace() else name

    def _operator(self, chunk: str) -> Lexeme | None:
        """Return the operator that a chunk stands for, or None."""
        if kind := _ENGLISH.get(chunk):
            return Lexeme(kind, chunk)
        kind = _VIETNAMESE.get(chunk)
        if kind and _is_headline(self.text):
            self._note("capitals")
        elif kind and kind != "near":
            return Lexeme(kind, chunk)
        elif ("/" in chunk or kind or chunk == "NEAR") and (near := _NEAR.fullmatch(chunk)):
            number = self._distance(near[1]) if near[1] else _USUAL_DISTANCE
            return Lexeme("near", chunk, number=number)
        return None

    def _period(self, name: re.Match[str]) -> tuple[Lexeme | None, int]:
        """Return the period after the name of the date field, with or without quotation marks."""
        if days := _days_at(self.text, name.end()):
            return days
        if span := dates.span_at(self.text, name.end()):
            return Lexeme("period", span=span[:2]), span[2]
        value = _QUOTED.match(self.text, name.end()) or _CHUNK.match(self.text, name.end())
        if not value:
            self._note("value", name[1])
            return None, name.end()
        typed, end = value[1 if value.re is _QUOTED else 0], value.end()
        if fold(typed) in _UNDATED:
            return Lexeme("period", typed), end
        days = _days_at(typed, 0)
        if days and days[1] == len(typed):
            return days[0]._replace(text=typed), end
        if whole := dates.read_span(typed):
            return Lexeme("period", typed, span=whole), end
        self._note("date", typed)
        return None, end
