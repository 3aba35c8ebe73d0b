"""Assessment: a candidate with all evidence for and against it, and the score they make."""

import re
from dataclasses import dataclass, replace

from archive.persons import context
from archive.persons.candidate import Candidate
from archive.persons.evidence import THRESHOLD, Evidence, score
from archive.persons.led_bodies import led_by
from archive.persons.lexicon import (
    COMMEMORATED,
    CUES,
    EPITHETS,
    OFFICES,
    Kind,
    Left,
)
from archive.persons.signatures import signed
from archive.persons.words_after import SAID, after
from index.language.spelling import is_syllable

__all__ = ["Assessment", "assess"]

# No sum of other evidence reaches as much: a whole name, an office and speech make 11, but the
# first four are asked before any of these, and the last five take no more evidence after them.
_NEVER = -9
_SIGNED = Evidence("signs the text or a picture", _NEVER, bars=True)
_PLANET = Evidence("a planet («sao Thủy»)", _NEVER, bars=True)
_NO_NAME = Evidence("a word that no name has", _NEVER, bars=True)
_EPITHET_OF_PLACE = Evidence("an epithet after a word for a place or work", _NEVER, bars=True)
# «Bác Hồ»: as sure as a whole name of three syllables.
_EPITHET = Evidence("a name under which one person is known", 5)
_NICKNAME = Evidence("a given name and a nickname in quotation marks", 3)

_PLACE = Evidence("a known place", _NEVER, "at most")
_OFFICE = Evidence("the name of an office", _NEVER, "at most")
_WORK = Evidence("a foreign title before a year in brackets", _NEVER, "at most")
_QUOTED = Evidence("foreign words alone in quotation marks", THRESHOLD, "at most")
_PHRASE = Evidence("foreign words in a phrase of that language", THRESHOLD, "at most")
_PEOPLED = Evidence("a place or body that has members", _NEVER, "at most")
# «Chủ tịch Hồ Chí Minh», «cô Hà Giang cho biết»: persons, but one mention says nothing of others.
_PERSON_OR_PLACE = Evidence("a known place, but named as a person", 1, "at most")
# Only the same name elsewhere in the report makes it a person, see `coreference`.
_IN_TITLE = Evidence("continues the title before it", -1, "at most")
_CAPITALS = Evidence("in capitals without a certain family name", -2, "at most")
_BROKEN = Evidence("a family and a middle name at a line break", THRESHOLD, "at most")
_TORN = Evidence("the last letter of the word after a space", THRESHOLD, "at most")
# «Honda Brio», «Ford Fiesta».
_PRODUCT = Evidence("a maker of vehicles before another word", _NEVER, "at most")
_COMMEMORATED = Evidence("known from streets and schools, named without office", 0, "at most")


# Prepositions before places only; «từ» and «về» stand before persons too.
_SITES = frozenset(("ở", "tại"))
# Words of the longest name that is that of a place and a person: Hồ Chí Minh.
_LONGEST = 3
# «Phó Chánh» of «Phó Chánh Văn phòng»
_BEGINNINGS = (
    frozenset(" ".join(office.split()[:2]) for office in OFFICES if office.count(" ") > 1) - OFFICES
)
_NAMING = Left.OFFICE | Left.HONORIFIC
# The least score with which a title around the candidate is looked for; it adds 2 at most.
_DOUBTFUL = -2
# «Lò Đông Thủy hiện có 41 em nữ»: what has members is no person; «có 2 em» has brothers.
_HAS_MEMBERS = re.compile(
    r" (?:hiện )?có (?:gần |hơn |trên |khoảng )?\d[\d.]+ "
    r"(?:em|học (?:viên|sinh|trò)|(?:hội|đoàn|đảng|thành|nhân|xã) viên|hộ|dân|nhân khẩu)\b"
)
# Letters with which syllables end.
_FINALS = frozenset("cghmnpt")
# «bản hit "Cha Cha Slide"»
_OPENED = ('"', "“", "‘")
_CLOSED = re.compile('["”’]')
# «Long Day's Journey into Night», «Clouds of Sils Maria»: works.
_LEADS_IN = re.compile(r"\b(?:[Tt]he|of|with|into|from) \Z")
_LEADS_ON = re.compile(r" (?:the|of|with|into|from|is|are)\b")
# Characters of the longest word that leads into a phrase, with the spaces around it.
_LEAD_REACH = 6
# «Slumdog Millionaire (2008)»: a work.
_DATED = re.compile(r"\s*\(\d{4}\)")


# Not frozen, for speed: see `Word`.
@dataclass(slots=True, eq=False)
class Assessment:
    """A candidate with the evidence for and against it.

    `score`: see `evidence.score`. `barred`: some evidence cannot be outweighed by other mentions.
    `listed`: the candidate continues a list that the candidate before it is in. `said`: the
    evidence in the words after it. `name`: the name of the person, in full; "" until
    `coreference.settle` gives it, and for what is no person.
    """

    candidate: Candidate
    evidence: tuple[Evidence, ...]
    score: int
    barred: bool
    listed: bool = False
    said: Evidence | None = None
    name: str = ""

    @property
    def signed(self) -> bool:
        """True if the candidate signs the text or a picture."""
        return self.evidence[0] is _SIGNED

    @property
    def names_place(self) -> bool:
        """True if it was refused after a word for a place or body, or in a list with such names."""
        if not self.barred:
            return False
        return bool(self.candidate.left & Left.MARKER) or context.LISTED_PLACE in self.evidence

    def sites(self, other: Candidate) -> bool:
        """Return True if it is the site of something, and the next candidate is another.

        True for the first name in «người dân ở Nhân Phúc và Thanh Nga».
        """
        if self.score > THRESHOLD or self.candidate.cue not in _SITES or other.foreign:
            return False
        return self.candidate.text.clean[self.candidate.end : other.start].strip() == "và"

    def also(self, evidence: Evidence) -> "Assessment":
        """Return the assessment with one more piece of evidence."""
        every = (*self.evidence, evidence)
        barred = self.barred or evidence.bars
        return replace(self, evidence=every, score=score(every), barred=barred)


def assess(candidate: Candidate, previous: Assessment | None) -> Assessment:
    """Return the assessment of a candidate by its words and their context.

    `previous`: the assessment of the candidate before it in the same text.
    """
    listed = previous is not None and context.in_list(previous.candidate.end, candidate)
    partner = previous if listed else None
    if decisive := _decisive(candidate, partner):
        return Assessment(candidate, (decisive,), decisive.weight, decisive.bars)
    evidence = [_NICKNAME if candidate.nicknamed else candidate.shape]
    so_far = inside = evidence[0].weight
    listed_place = partner is not None and (partner.names_place or partner.sites(candidate))
    found = context.before(candidate, inside, listed_place=listed_place)
    if previous is not None and previous.score > THRESHOLD:
        found = led_by(candidate, previous.candidate) or found
    if found:
        evidence.append(found)
        so_far += found.weight
    place = candidate.place and not candidate.left & _NAMING
    place = place and not candidate.forms[0].kind & Kind.STRONG
    barred = found is not None and found.bars
    said = None
    if not place and not barred:
        said = after(candidate.text.clean, candidate.end)
        # A verb alone does not make a pair of syllables a person, see `coreference`.
        if said and (said is SAID or len(candidate.forms) == 1 or inside > 0):
            evidence.append(said)
            so_far += said.weight
        if so_far >= _DOUBTFUL and (title := _title(candidate, inside, so_far, said)):
            evidence.append(title)
            so_far = score(evidence)
    limited = so_far > THRESHOLD or candidate.place or candidate.phrase in _BEGINNINGS
    if limited and (limit := _PLACE if place else _limit(candidate, said)):
        evidence.append(limit)
        so_far = score(evidence)
    return Assessment(candidate, tuple(evidence), so_far, barred, listed, said)


def _decisive(candidate: Candidate, partner: Assessment | None) -> Evidence | None:
    """Return the evidence that makes all other needless; None if there is none.

    `partner`: the candidate before it, if the two stand in one list.
    """
    if candidate.credited or (partner is not None and partner.signed) or signed(candidate):
        return _SIGNED
    if candidate.cue == "sao" and candidate.keys[0] in CUES["planet"]:
        return _PLANET
    if candidate.ruled_out:
        return _NO_NAME
    if len(candidate.forms) == 2 and candidate.phrase in EPITHETS:
        # «Bác Hồ», but not «nhà lưu niệm Bác Hồ».
        return _EPITHET_OF_PLACE if candidate.left & Left.MARKER else _EPITHET
    return None


def _title(
    candidate: Candidate, inside: int, so_far: int, said: Evidence | None
) -> Evidence | None:
    """Return the evidence in a title around a candidate, or one that it continues.

    `inside`: the weight of its shape. `so_far`: its score without this evidence, `_DOUBTFUL` or
    more.
    """
    if len(candidate.words) == 1:
        doubtful = so_far > THRESHOLD and not candidate.left and not said
        return _IN_TITLE if doubtful and context.within_title(candidate) else None
    if so_far <= THRESHOLD and not candidate.left & Left.OFFICE:
        return context.titled(candidate, inside)
    return None


def _limit(candidate: Candidate, said: Evidence | None) -> Evidence | None:
    """Return the evidence that limits a candidate's score; None if nothing does."""
    if candidate.phrase in OFFICES or candidate.phrase in _BEGINNINGS:
        return _OFFICE
    called = candidate.left & _NAMING or said is SAID
    if candidate.keys[0] in CUES["maker"] and len(candidate.words) > 1 and not called:
        return _PRODUCT
    if candidate.foreign and _DATED.match(candidate.text.clean, candidate.end):
        return _WORK
    if candidate.foreign and not called and len(candidate.words) > 1:
        if _alone_in_quotes(candidate):
            return _QUOTED
        if _within_phrase(candidate):
            return _PHRASE
    if not candidate.left & _NAMING and _HAS_MEMBERS.match(candidate.text.clean, candidate.end):
        return _PEOPLED
    if candidate.place:
        return _PERSON_OR_PLACE if _person(candidate, said) else _PLACE
    if candidate.capitals and not candidate.words[0].word.kind & Kind.STRONG:
        return _CAPITALS
    if len(candidate.words) == 2 and candidate.keys[1] in CUES["middle"] and _broken(candidate):
        return _BROKEN
    if _torn(candidate):
        return _TORN
    return None if called or candidate.phrase not in COMMEMORATED else _COMMEMORATED


def _alone_in_quotes(candidate: Candidate) -> bool:
    """Return True if quotation marks stand directly before and after a candidate."""
    clean, start, end = candidate.text.clean, candidate.start, candidate.end
    return clean[start - 1 : start] in _OPENED and bool(_CLOSED.match(clean, end))


def _within_phrase(candidate: Candidate) -> bool:
    """Return True if a small English word leads into a candidate or on from it."""
    clean, start, end = candidate.text.clean, candidate.start, candidate.end
    before = clean[max(candidate.floor, start - _LEAD_REACH) : start]
    return bool(_LEADS_ON.match(clean, end) or _LEADS_IN.search(before))


def _broken(candidate: Candidate) -> bool:
    """Return True if a line ends with a candidate and the next one begins with a capital.

    True for «Phạm Xuân» in «đồng chí Phạm Xuân¶Thệ gửi».
    """
    clean, end = candidate.text.clean, candidate.end
    return end == candidate.ceiling and clean[end + 1 : end + 2].isupper()


def _torn(candidate: Candidate) -> bool:
    """Return True if a space within the last syllable cut the name: «Lê Quan g Liêm»."""
    clean, end = candidate.text.clean, candidate.end
    if clean[end + 1 : end + 2] not in _FINALS or clean[end : end + 1] != " ":
        return False
    if clean[end + 2 : end + 3].isalnum():
        return False
    return is_syllable(candidate.keys[-1] + clean[end + 1])


def _person(candidate: Candidate, said: Evidence | None) -> bool:
    """Return True if the words of a place are used as those of a person here.

    True in «Chủ tịch Hồ Chí Minh» and «cô Hà Giang cho biết», False in «người mẹ Hà Nội».
    """
    if candidate.words[0].word.kind & Kind.STRONG:
        # «hậu vệ Hoàng Anh Gia Lai»: a club.
        return bool(candidate.left & _NAMING) and len(candidate.words) <= _LONGEST
    # «HLV Bồ Đào Nha cho biết»: an office too.
    called = candidate.left & _NAMING == Left.HONORIFIC
    if candidate.cue == "hlv" and not all(each.kind & Kind.GIVEN for each in candidate.forms):
        # «HLV Tây Ban Nha», but not «HLV Thanh Sơn»
        return False
    return called and said is SAID
