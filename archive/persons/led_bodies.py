"""Evidence that a name is that of a body, which the person named before it leads."""

import re

from archive.persons.candidate import Candidate
from archive.persons.evidence import Evidence
from archive.persons.lexicon import COMMEMORATED, STAGE, Kind, Left, key, word
from archive.persons.title_words import begins, head
from archive.persons.words_after import SAID, after
from index.language.spelling import is_syllable

__all__ = ["led_by", "unnamed"]

_LED = Evidence("the body in the office of the person before it", -6, bars=True)

# «Phạm Khánh Linh (nhà sáng lập Logivan)», «Grant Sabatier (32 tuổi) - nhà sáng lập Millennial
# Money».
_LEADING = re.compile(
    r"(?:\s*\([^()]*\))?(?:\s*[-–—(]\s*| là (?:một )?)(?:người )?(\w[^,;:.()\n]*) "
)
_APPOSED = re.compile(r",\s*(?:người )?(\w[^,;:.()\n]*) ")


# Offices of villages: «Ông Sơn - trưởng thôn Mai Yên».
_VILLAGES = frozenset(("trưởng thôn", "trưởng bản", "trưởng ấp", "trưởng xóm"))


def led_by(candidate: Candidate, leader: Candidate) -> Evidence | None:
    """Return the evidence that a candidate is the body which the person before it leads.

    `leader`: the name of that person.
    """
    end = leader.end
    if _explained(candidate, leader):
        return _LED
    if not candidate.left & Left.OFFICE:
        return None
    first = candidate.words[0].word.kind
    family = Kind.STRONG if candidate.cue in _VILLAGES else Kind.FAMILY
    if not candidate.left & Left.BODY or first & family:
        return None
    clean = candidate.text.clean
    if between := _LEADING.fullmatch(clean, end, candidate.start):
        return _LED if _is_office(between[1]) else None
    if (
        first & (Kind.FIRST | Kind.ASIAN)
        or not candidate.foreign
        or not clean.startswith(",", candidate.end)
    ):
        return None
    # «bà Lynn Brown, phát ngôn viên Greyhound Lines, cho hay»
    between = _APPOSED.fullmatch(clean, end, candidate.start)
    return _LED if between and _is_office(between[1]) and candidate.cue not in STAGE else None


# Between the name of a person and that of a body: «Ông Lê Văn An, Tổng Giám đốc Phú Long, cho
# biết».
_EXPLAINED = re.compile(r"(?:,| [-–—]) (\w[^,;:.()\n]{2,80}) ")
_PAUSE = re.compile(r"(?: ?\([^()]{1,20}\))?(?:,| [-–—])?(?= )")


def _explained(candidate: Candidate, leader: Candidate) -> bool:
    """Return True if a title between two names is that of the first, who speaks.

    A second person would stand after «và», or have a word of address too.
    """
    if candidate.left & Left.HONORIFIC or len(leader.words) == 1:
        return False
    clean = candidate.text.clean
    between = _EXPLAINED.fullmatch(clean, leader.end, candidate.start)
    if not between or not (count := begins(between[1])):
        return False
    if candidate.foreign and unnamed(between[1].split()[count:]):
        return True
    if not leader.left & Left.HONORIFIC:
        return False
    keys = [key(each) for each in between[1].split()]
    if keys[-1] == "của" or any(head(keys, at) == len(keys) - at for at in range(count, len(keys))):
        # «thư ký của Lê Văn An», «trợ lý Tổng thống Bush»
        return False
    whole = candidate.words[0].word.kind & Kind.STRONG and len(candidate.words) > 2
    if whole and candidate.phrase not in COMMEMORATED and "trường" not in keys:
        return False
    pause = _PAUSE.match(clean, candidate.end)
    return pause is not None and after(clean, pause.end()) is SAID


# Bodies that are named after their kind and field: «công ty nghiên cứu Gavekal Dragonomics».
_BODY_KINDS = frozenset(
    ("viện", "trường", "hãng", "học viện", "bệnh viện", "trung tâm", "công ty", "tập đoàn", "quỹ")
)


def unnamed(words: list[str]) -> bool:
    """Return True if a body without its name is at the end of a title, after its office noun.

    True for «của công ty nghiên cứu», «Viện Nhiễm trùng và Miễn dịch» and «hãng tư vấn».
    """
    keys = [key(each) for each in words]
    for at in range(len(keys) - 1):
        for count in (1, 2):
            if " ".join(keys[at : at + count]) in _BODY_KINDS and at + count < len(keys):
                field = words[at + count :]
                return (
                    all(each.islower() or is_syllable(key(each)) for each in field)
                    and not any(word(each).kind & Kind.PLACE for each in field if each[0].isupper())
                    and field[-1].islower()
                )
    return False


def _is_office(title: str) -> bool:
    """Return True if a title is an office noun alone, or two joined by «kiêm»."""
    return all(begins(part) == len(part.split()) for part in title.split(" kiêm "))
