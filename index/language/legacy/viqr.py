"""VIQR (RFC 1456, section 2): Vietnamese in ASCII, with diacritics written after their letters.

The signs for the tones are also punctuation. RFC 1456 asks for a backslash before punctuation after
a vowel; few writers put it. Where a text has no such backslash, each word is read with its last
signs as tones or as punctuation, whichever makes a Vietnamese syllable; where both do, what follows
decides.
"""

import re
from dataclasses import dataclass

from index.language.legacy import tables
from index.language.spelling import is_syllable, key
from index.language.syllables import TONED, TONELESS

__all__ = ["decode", "encode", "is_plain_syllable"]

# An Đ never follows a vowel, and of three D the last two are one: IDD, GDĐT.
_SPELLING = re.compile(
    r"\\(?P<literal>.)|(?P<kept>(?<=[AEIOUYaeiouy])[dD]{2}|[dD](?=[dD]{2}))|"
    + "|".join(map(re.escape, sorted(tables.VIQR, key=len, reverse=True)))
)
_LITERAL = re.compile(r"\\|(?<=[aeiouyAEIOUYàáâăèéêìíòóôơùúưỳýÂĂÊÔƠƯ])[\^(+'`?~.]|(?<=[dD])[dD]")
# Backslashes as RFC 1456 asks for them, not those in the path of a file.
_ESCAPE = re.compile(r"[AEIOUYaeiouy][\^(+]?[`'?~.]?\\[\^(+`'?~.]|[dD]\\[dD]|\\\\")

_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"://|^www\.|@|\.(?:com|net|org|edu|gov|info|htm|vn)\b", re.IGNORECASE)
# A word: letters, with signs after vowels only.
_VOWEL = r"[AEIOUYaeiouy](?:(?<=[AEOaeo])\^|(?<=[Aa])\(|(?<=[OUou])\+)?[`'?~.]*"
_RUN = re.compile(rf"(?:{_VOWEL}|[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz])+")
# Words that were run together: «củaElon», «P.Quán».
_SEAM = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[a-z][`'?~.^(+])(?=[A-Z])|(?<=[a-z][\^(+`'?~][`'?~.])(?=[A-Z])"
    r"|(?<=[A-Z]\.)(?=[A-Z][`'?~.^(+]*[a-z])"
    # A bracket without a space before it: «Amanmuradova(Uzbekistan)».
    r"|(?<=[Aa])(?=\([A-Z])"
)
_SIGNS = re.compile(r"[`'?~.]*$")
# Signs that are rare within words but for VIQR.
_STRONG = re.compile(
    r"(?i:[aeo]\^|a\(|[ou]\+|[aeiouy^(+][~`])|DD|^dd$"
    # An acute within a word, as in «axi't»; not in «she's», «Eto'o» and «O'Neill».
    r"|[aeiouy^(+]'(?!(?:s|m|d|re|ll|ve|o)\b)[a-z]"
)
_CLOSING = re.compile(r"[\"')\]\x94”’]*")
# An apostrophe that can be no tone closes what another has opened.
_CERTAINLY_CLOSED = re.compile(r"(?:[^AEIOUYaeiouy\s\^(+`'?~.]|[,!])'(?!\w)")
# Words in apostrophes, where nothing closes them with certainty.
_MOST_QUOTED = 4
_INNER_STOP = re.compile(r"\w[.!?] [A-Z]")
_NUMBER_BEFORE = re.compile(r"\d\s*$")
_BEGINS_SENTENCE = re.compile(r"\s*[A-Z0-9\"“(\[\-–\x93\x96]")
# Enough to find the word before another.
_LONGEST_WORD = 40
# A line with fewer spaces is a title or a heading, which ends without a stop.
_SENTENCE = 12

# Words whose dot before a capital or a number is a tone: «chị Hoa», «bộ 5». Counted in 10,000 news
# reports: all words that have the tone there at least five times, and more often than a full stop.
# Any other word ends a sentence there.
_TONED = frozenset(
    """bi bo bê bô chi chơ co cu dê doa dư du duê di đê đô ghe ha ho hê hô huê ky la lê lô me
    mô na nghi nghê ngô ngu ngư nhe nhi nhuê nô nơ phu quy rô so sơ sư tê tho thi thu
    thuy toa tri tro trơ tru tu tuê tư vê vi vu vơ""".split()  # noqa: SIM905
)
# Words of two syllables whose second is in `_TONED`, but without the tone: «thủ đô. Hôm nay»; by
# the second, the first ones. Those that end a sentence at least twice in 10,000 other reports and
# never have the tone there, and other words of the same kind.
_TONELESS = {
    "chi": "kim", "du": "mộng", "đô": "cố kinh thủ", "nghi": "hoài khả", "nhi": "bệnh thai thiếu",
    "sơ": "hồ", "sư": "giáo kỹ", "tê": "thuốc", "thi": "bài cuộc dự điểm khả kỳ phòng thực",
    "thơ": "bé tuổi", "thu": "doanh mùa", "tư": "đầu đời riêng vật vô", "vi": "hành phạm tinh",
}  # fmt: skip
# After these, a word that could have the tone `?` ends a question: «mặt mũi gì nữa hả cô?».
_ASKING = frozenset(("hả", "hở", "nhỉ", "chứ", "ư"))
_LAST_WORD = re.compile(r"\S+(?=\s+$)")


def decode(text: str) -> str:
    """Return a text in VIQR.

    >>> decode("O^ng ba?o con ddi. Hai me. con chi. Hoa va` cu. Ba ve^` que^.")
    'Ông bảo con đi. Hai mẹ con chị Hoa và cụ Ba về quê.'
    """
    if _ESCAPE.search(text):
        return _by_table(text)
    return "\n".join(map(_decode_line, text.split("\n")))


def encode(text: str, spellings: dict[str, str]) -> str:
    """Return a text in VIQR, with a backslash before punctuation that would be read as a tone."""
    literal = _LITERAL.sub(r"\\\g<0>", text)
    return "".join(spellings.get(character, character) for character in literal)


def is_plain_syllable(word: str) -> bool:
    """Return whether a word is a Vietnamese syllable with one tone at most.

    >>> is_plain_syllable("nữa"), is_plain_syllable("nữạ")
    (True, False)
    """
    return is_syllable(word) and sum(letter in TONED for letter in word.lower()) < 2


def _by_table(text: str) -> str:
    return _SPELLING.sub(
        lambda found: found["literal"] or found["kept"] or tables.VIQR.get(found[0], found[0]),
        text,
    )


@dataclass(frozen=True)
class _Context:
    """The surroundings of a word.

    `before`, `after`: the rest of the line. `is_quoted`: an apostrophe was opened before the word
    and is not closed with certainty behind it.
    """

    line: str
    before: str
    after: str
    is_quoted: bool

    @property
    def word_before(self) -> str:
        """The word before, decoded by the table, in lower case; "" where there is none."""
        found = _LAST_WORD.search(self.before[-_LONGEST_WORD:])
        return _by_table(found[0]).strip('"(“').lower() if found else ""

    @property
    def is_running(self) -> bool:
        """True if the line is running text."""
        return self.line.count(" ") >= _SENTENCE

    @property
    def is_followed(self) -> bool:
        """True if other words follow in the line."""
        return bool(_CLOSING.sub("", self.after, count=1).strip())

    @property
    def is_end(self) -> bool:
        """True if the word ends a paragraph of several sentences; long titles are one."""
        return self.is_running and not self.is_followed and bool(_INNER_STOP.search(self.line))

    @property
    def is_capital(self) -> bool:
        """True if the whole line is in capitals."""
        return self.line.isupper()


def _decode_line(line: str) -> str:
    """Return a line that has no backslashes before punctuation."""
    pieces: list[str] = []
    done = quoted = 0
    for chunk in _CHUNK.finditer(line):
        if chunk[0].lstrip('("[').startswith("'"):
            is_clear = _CERTAINLY_CLOSED.search(line, chunk.start() + 1)
            quoted = 0 if is_clear else _MOST_QUOTED
        if _ADDRESS.search(chunk[0]):
            continue
        for run in _RUN.finditer(line, chunk.start(), chunk.end()):
            pieces.append(line[done : run.start()])
            done = run.end()
            pieces.append(_decode_run(run, line, is_quoted=quoted > 0))
            quoted = 0 if pieces[-1].endswith("'") else max(0, quoted - 1)
    return "".join([*pieces, line[done:]])


def _decode_run(run: re.Match[str], line: str, *, is_quoted: bool) -> str:
    """Return letters and signs that stand together, of one word or of several."""
    words = _SEAM.split(run[0])
    decoded = ""
    end = run.start()
    for word in words:
        begin, end = end, end + len(word)
        decoded += _decode_word(word, _Context(line, line[:begin], line[end:], is_quoted))
    return decoded


def _decode_word(word: str, context: _Context) -> str:
    """Return a word with the signs behind it; one that is no Vietnamese is left as it is."""
    signs = _SIGNS.search(word)
    most = len(signs[0]) if signs else 0
    # From the reading in which all signs are part of the word to the one in which none is.
    readings = {count: _by_table(word[: len(word) - count]) for count in range(most + 1)}
    # A sign at the end must be on its letter; one within a word is hardly punctuation.
    legal = [
        count
        for count, read in readings.items()
        if is_plain_syllable(read) and (count == most or _is_in_position(read))
    ]
    if legal:
        count = _literal_signs(word, legal, readings, context)
    elif _STRONG.search(word):
        count = max(0, most - 1)
    else:
        return word
    return readings[count] + word[len(word) - count :]


def _literal_signs(word: str, legal: list[int], readings: dict[int, str], context: _Context) -> int:
    """Return how many signs behind a word are punctuation; `legal`: the possible numbers."""
    dots = len(word) - len(word.rstrip("."))
    if dots > 1:
        wanted = dots if dots == 3 else dots - 1
        return wanted if wanted in legal else legal[-1]
    if len(legal) == 1 or legal[0] > 0:
        return legal[0]
    without = readings[legal[1]]
    if word[-1] == ".":
        is_punctuation = _is_stop(without, context)
    elif word[-1] == "'":
        is_punctuation = context.is_quoted
    else:
        # Within a line, `?` ends one in 800 of the words that could have the tone.
        is_punctuation = word[-1] == "?" and (context.is_end or context.word_before in _ASKING)
    return legal[1] if is_punctuation else 0


def _is_stop(read: str, context: _Context) -> bool:
    """Return whether the dot behind a word is a full stop; `read`: the word without it."""
    after = _CLOSING.sub("", context.after, count=1)
    if read.isupper() and not context.is_capital and len(read) <= 2:
        # Initials and abbreviations: «E. Byers», «U.23», «MU.».
        return True
    is_word = context.word_before in _TONELESS.get(read.lower(), "").split()
    is_toned = read.lower() in _TONED and not is_word
    if is_toned and read.lower() == "ha" and _NUMBER_BEFORE.search(context.before):
        # Hectares.
        return True
    if not context.is_followed:
        return context.is_end or (context.is_running and not is_toned)
    return bool(_BEGINS_SENTENCE.match(after)) and not is_toned


def _is_in_position(word: str) -> bool:
    """Return whether the tone of a syllable is on its letter by the old school or the new one."""
    word = word.lower()
    return key(word) == word or word.translate(TONELESS)[-2:] in ("oa", "oe", "uy")
