"""Evidence in the text around a candidate: words before and after it, lists and offices."""

import re

from archive.persons import appositions, roles
from archive.persons.candidate import Candidate
from archive.persons.evidence import Evidence
from archive.persons.led_bodies import unnamed
from archive.persons.lexicon import (
    COMMEMORATED,
    CUES,
    LEFT,
    PLAIN,
    Kind,
    Left,
    key,
)
from archive.persons.neighbours import following
from archive.persons.words_after import AGED

__all__ = [
    "LISTED_PLACE",
    "MARKER",
    "before",
    "in_list",
    "titled",
    "within_title",
]

# One word of address or office outweighs every shape but one of too many words, and leaves a
# margin of two against it.
_HONORIFIC = Evidence("a word of address before it", 4)
_OFFICE = Evidence("an office before it", 4)
_OFFICE_OF_BODY = Evidence("an office and the name of its body before it", 4)
# «em», «nhân viên»: enough for a name, not for a lone syllable that is a word as well.
_WEAK_HONORIFIC = Evidence("a word of address that has other uses before it", 2)
# «CEO Vinamilk»: foreign words after such an office are as often a firm.
_OFFICE_OR_FIRM = Evidence("an office before it, which the name of a body may follow", 2)
# «Giám đốc Trung tâm …»: only words that come close to a name become one.
_OFFICE_DOUBTFUL = Evidence("an office before words that do not look like a name", 1)
# «các nghệ nhân Cồn Sơn»: their village, body or team.
_OFFICE_OF_MANY = Evidence("an office of many before it, and no list of names", -4)
_OFFICE_EARLIER = Evidence("an office earlier in the clause, with its body between", 1)
_AFTER_PLACE = Evidence("the name of a place or body before it", -1)
_PLACE_PREPOSITION = Evidence("a preposition of place before it", -2)
# «diễn ra tại Hudson Yards»: no person has anything held at them.
_SITE = Evidence("«tại» before it", -5)
_WEAK_MARKER = Evidence("a word for a place or body that has other uses before it", -2)

# A word for a street or firm outweighs a whole name (5); it is not outweighed by the rest of the
# report, because the same name is often that of a person and of a street.
MARKER = Evidence("a word for a place, body or work before it", -6, bars=True)
LISTED_PLACE = Evidence("in a list after the name of a place or body", -6, bars=True)
_FIRM = Evidence("a word for a firm or fund earlier in the clause", -6, bars=True)

# A single word has -2 or -3 by its shape; these make it a person, or leave it in doubt.
_SHORTENED = Evidence("a shortened name within a sentence", 4)
_GIVEN = Evidence("a given name within a sentence", 3)
_GIVEN_OPENING = Evidence("a given name at the beginning of a sentence", 2)
_GIVEN_OR_WORD = Evidence("a given name that is also a word, within a sentence", 2)

_TITLE_BEFORE = Evidence("an office in the clause before it", 2)
_TITLE_AFTER = Evidence("an office after it", 2)
_TITLE_OF_BODY = Evidence("an office whose body these words may name, before it", -1)

# Weights of `shape` on which the reading of the context depends.
_NAME_LIKE = 1
_WHOLE_NAME = 3
_NEARLY = -1
_CLEAR = 2


_PLACE_CUES, _VEHICLES = CUES["place"], CUES["vehicle"]


def before(candidate: Candidate, inside: int, *, listed_place: bool) -> Evidence | None:
    """Return the evidence in the words before a candidate; None if they say nothing.

    `inside`: the weight of its shape. `listed_place`: it stands in a list after the name of a
    place or body.
    """
    left = candidate.left
    if left & Left.MARKER and not left & Left.HONORIFIC:
        return _after_marker(candidate, inside)
    if left & Left.HONORIFIC:
        return _WEAK_HONORIFIC if left & Left.WEAK else _HONORIFIC
    if left & Left.OFFICE:
        return _after_office(candidate, inside)
    if candidate.cue in _PLACE_CUES:
        return _SITE if _site(candidate) else _PLACE_PREPOSITION
    if candidate.cue in _VEHICLES and _product(candidate):
        return MARKER
    if listed_place and not _introduced(candidate, inside):
        return LISTED_PLACE
    if len(candidate.words) == 1:
        return _single(candidate)
    doubtful = inside < _WHOLE_NAME or candidate.phrase in COMMEMORATED
    if doubtful and candidate.words[0].word.kind & Kind.SYLLABLE and _governed(candidate):
        return _FIRM
    return None


# Characters of «tại» and the word before it.
_SITE_REACH = 10


def _site(candidate: Candidate) -> bool:
    """Return True if «tại» stands before a candidate, but not as a part of «hiện tại»."""
    window = candidate.text.clean[max(0, candidate.start - _SITE_REACH) : candidate.start]
    return candidate.cue == "tại" and "hiện tại" not in window.lower()


def _product(candidate: Candidate) -> bool:
    """Return True if foreign words after «xe» or «mẫu» name no person: «xe máy Honda Vision»."""
    return not candidate.words[0].word.kind & Kind.SYLLABLE and not _office(candidate)


def _introduced(candidate: Candidate, inside: int) -> bool:
    """Return True if a whole name is followed by an office or an age, which no street has.

    True for the second name in «… Trường THPT Chu Văn An, Nguyễn Thị Hoa, Phó Giám đốc Sở …».
    """
    if inside < _WHOLE_NAME:
        return False
    clean, end = candidate.text.clean, candidate.end
    return bool(AGED.match(clean, end) or appositions.after(clean, end, candidate.ceiling)[0])


def _after_marker(candidate: Candidate, inside: int) -> Evidence | None:
    """Return the evidence in a word for a place, body or work before a candidate."""
    left, place = candidate.left, candidate.cue == "place"
    if candidate.cue in CUES["firm"]:
        # «Giám đốc Công ty TNHH Hoàng Hiếu»
        return MARKER
    if left & Left.WEAK:
        return _WEAK_MARKER
    if candidate.foreign and (candidate.cue in _FIRMS or candidate.cue == "hãng"):
        # «CEO của công ty Hudson Americas»
        return MARKER
    if candidate.cue[0].isdigit() and (
        candidate.foreign or (inside >= _WHOLE_NAME and _office(candidate))
    ):
        # The number is not that of a house: «7 Mark Zuckerberg».
        return None
    if left & Left.BODY and left & Left.OFFICE:
        # «Tổng thống Nga Putin», but «Cục trưởng Cục Cứu hộ», «Phó giám đốc Quỹ Tâm Nguyện Việt».
        doubtful = inside < _NAME_LIKE and candidate.words[0].word.kind & Kind.SYLLABLE
        return None if doubtful and not candidate.foreign else _OFFICE_OF_BODY
    if left & Left.BODY and (inside >= _NAME_LIKE or (inside == _NEARLY and place)):
        if (inside >= _WHOLE_NAME or place) and _office(candidate):
            return _OFFICE_EARLIER
        if place:
            return _AFTER_PLACE
    return MARKER


def _after_office(candidate: Candidate, inside: int) -> Evidence | None:
    """Return the evidence in an office directly before a candidate."""
    left = candidate.left
    known = inside >= _NAME_LIKE or all(c.word.kind & Kind.SYLLABLE for c in candidate.words)
    if inside < _CLEAR and len(candidate.words) > 1 and _of_many(candidate):
        return _OFFICE_OF_MANY
    if left & Left.WEAK and known and inside < _NAME_LIKE:
        return None
    if left & Left.BODY and known and inside < 0 and len(candidate.words) > 1:
        return _OFFICE_DOUBTFUL
    return _OFFICE if known or not left & Left.BODY else _OFFICE_OR_FIRM


_MANY = ("các ", "những ", "nhiều ")
# A name that stands alone: neither «Lan, Hoa» nor «Lan và Hoa» nor «Lan (Huế)».
_ONE = re.compile(r"[ \xa0](?!và |hay |hoặc |cùng |[-–(&])|[.;:!?\n]|\Z")


def _of_many(candidate: Candidate) -> bool:
    """Return True if an office before a candidate is that of many, and no list of names follows."""
    clean, start = candidate.text.clean, candidate.start
    reach = max(candidate.floor, start - len(candidate.cue) - len("nhiều  "))
    window = clean[reach:start].rstrip().lower()
    return window.endswith(tuple(each + candidate.cue for each in _MANY)) and bool(
        _ONE.match(clean, candidate.end)
    )


def _single(candidate: Candidate) -> Evidence | None:
    """Return the evidence for a single word without a word of address before it."""
    kind = candidate.words[0].word.kind
    if candidate.end > candidate.words[0].end and following(candidate.text.clean, candidate.end):
        # «L. bỗng nhớ»: the full stop shortens a name and does not end the sentence.
        return _SHORTENED
    if not kind & (Kind.GIVEN | Kind.FIRST) or candidate.place:
        return None
    if candidate.keys[0] in CUES["common"]:
        both = candidate.keys[0] in CUES["both"] and not candidate.opening
        return _GIVEN_OR_WORD if both else None
    if candidate.opening:
        return None if candidate.keys[0] in CUES["ordinary"] else _GIVEN_OPENING
    return _GIVEN


# Words before a name in which a firm is looked for («Công ty TNHH phát triển Lộc Kim Chi»);
# further back it is another clause.
_TRADE = 12
_FIRM_REACH = 80
_PUNCTUATION = frozenset(',;:.!?…–-)("“”')
# «Công ty Cổ phần du lịch – thương mại Thiên Trường»
_DASHES = frozenset("-–—")
# Parts of the words for firms. Most texts have none of these, and need not be read word by word.
_FIRM_PARTS = ("ty ", "đoàn", "hàng", "nghiệp", "phần", " xã", "tnhh", "htx", "qu", "clb", "dntn")
_FIRMS = frozenset(
    ("công ty", "tập đoàn", "ngân hàng", "xí nghiệp", "cổ phần", "cửa hàng", "tác xã")
)


def _governed(candidate: Candidate) -> bool:
    """Return True if a word for a firm, fund, school or the like stands earlier in the clause."""
    reach = max(candidate.floor, candidate.start - _FIRM_REACH)
    window = candidate.text.clean[reach : candidate.start]
    if window[-2:-1] in _PUNCTUATION or not _may_hold_firm(window.lower()):
        return False
    keys = [key(part) for part in window.split()[-_TRADE:]]
    for position in range(len(keys) - 1, -1, -1):
        if " ".join(keys[position : position + 2]) in _FIRMS or keys[position] in CUES["firm"]:
            return True
        if keys[position] in _DASHES:
            continue
        if keys[position][-1:] in _PUNCTUATION or keys[position] in CUES["stop"]:
            return False
    return False


def _may_hold_firm(text: str) -> bool:
    """Return False if a text in lower case surely has no word for a firm."""
    for part in _FIRM_PARTS:  # noqa: SIM110  # `any` with a generator takes twice as long.
        if part in text:
            return True
    return False


_LIST = re.compile(r"\s*(?:,|;|và|hay|hoặc|,\s*và|-|–|&|/)\s*")
# Characters between two names of a list.
_GAP = 9


def in_list(end: int, candidate: Candidate) -> bool:
    """Return True if a candidate continues a list in which a name before it ends at `end`.

    True for the second name in «Lê Lợi và Trần Hưng Đạo».
    """
    if not 0 < candidate.start - end < _GAP:
        return False
    return _LIST.fullmatch(candidate.text.clean, end, candidate.start) is not None


def within_title(candidate: Candidate) -> bool:
    """Return True if a single word continues a title: «Phó chủ tịch Liên chi hội»."""
    return bool(following(candidate.text.clean, candidate.end)) and _office(candidate)


def _office(candidate: Candidate) -> bool:
    """Return True if a title ends directly before a candidate."""
    return bool(roles.before(candidate.text.clean, candidate.floor, candidate.start))


def titled(candidate: Candidate, inside: int) -> Evidence | None:
    """Return the evidence in an office before or after a candidate that is in doubt."""
    titles = roles.before(candidate.text.clean, candidate.floor, candidate.start)
    if titles and candidate.foreign and inside < _WHOLE_NAME and _of_body(titles[-1]):
        # «nhà phân tích của công ty nghiên cứu Gavekal Dragonomics»
        return _TITLE_OF_BODY
    if titles:
        # «Phó giám đốc Quỹ Tâm Nguyện Việt», «Giám đốc Công ty chế biến nông sản Nghĩa Phát».
        body = inside < _CLEAR and _holds_body(titles[-1])
        return _TITLE_OF_BODY if body else _TITLE_BEFORE
    if appositions.after(candidate.text.clean, candidate.end, candidate.ceiling)[0]:
        return _TITLE_AFTER
    return None


def _of_body(title: str) -> bool:
    """Return True if a title ends with «của» and a body that is named after its kind only."""
    _, of, body = title.partition(" của ")
    return bool(of) and unnamed(body.split())


def _holds_body(title: str) -> bool:
    """Return True if a title contains the word for a body, whose name may follow."""
    keys = [key(part) for part in title.split()]
    for position in range(len(keys)):
        if " ".join(keys[max(0, position - 1) : position + 1]) in PLAIN:
            continue
        for count in (1, 2):
            bits = LEFT.get(" ".join(keys[position : position + count]), Left.NOTHING)
            if bits & Left.MARKER and not bits & Left.WEAK:
                return True
    return False
