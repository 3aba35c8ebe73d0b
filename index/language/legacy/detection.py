"""Detect the encoding of a text by the plausibility of the syllables that each reading gives.

A reading is plausible where nearly all words are legal syllables and their letters are as frequent
as in the Vietnamese press. Text in Unicode is never read otherwise: a letter that only Vietnamese
has settles it.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from math import log

from index.language.legacy.encoding import (
    ENCODINGS,
    TWICE,
    Encoding,
    as_bytes,
    is_plain_syllable,
)

__all__ = ["detect", "detect_bytes", "may_be_legacy", "reread"]

# Letters per 10,000 that are not ASCII, in 4,959 news reports of 2004–2025.
_SHARES = """
    đ 950 à 722 ư 561 á 518 ô 334 ế 325 ệ 309 ạ 304 ả 274 ê 267 ộ 264 ó 262 ớ 238 ố 232 ấ 215
    ờ 208 â 192 ề 191 ủ 180 ể 178 ị 176 ợ 172 ơ 160 ì 157 ậ 157 ầ 149 ă 134 ự 126 ứ 120 í 118
    ở 114 ã 104 ụ 103 ọ 102 ữ 97 ồ 95 ú 90 ổ 81 ắ 80 ò 73 ừ 73 ù 68 ặ 63 ỉ 54 ũ 54 ử 49 ẽ 44
    ý 41 ỏ 40 ễ 40 ằ 37 ẩ 37 é 36 ẫ 34 ĩ 29 ỗ 28 ẻ 25 ỹ 22 ẹ 19 ỷ 17 ỡ 12 ỳ 11 ẳ 10 õ 10 è 9
    ẵ 4 ỵ 1
"""
_LIKELIHOODS = {
    letter: log(int(share) / 10_000)
    for letter, share in zip(_SHARES.split()[::2], _SHARES.split()[1::2], strict=True)
}
# Of a word with a letter that Vietnamese lacks or that is no syllable: less than the rarest letter.
_IMPLAUSIBLE = -14.0

# Letters that no other common language and no reading of an old encoding has, and tone marks.
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300\u0301\u0303\u0309\u0323]")
# In Vietnamese written in VIQR, one word in four or more has one of these.
_VIQR = re.compile(r"[AEOaeo]\^|[Aa]\(|[OUou]\+|\b[Dd][Dd]|[aeiouy][`~']+[a-z]|[aeiouy]\.[a-z]")
# No-break spaces and some control characters are letters in an old encoding.
_CHUNK = re.compile(r"[^ \t\r\n]+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_WORD = re.compile(r"[^\W\d_]+")
# A letter with a sign behind it that ends no word, or that only stands around words.
_ODD = re.compile(r"[^\W\d_](?:[¡-©¬-¹¼-¿]|[»«‚„†‡ˆ‰‹›˜™]+[^\W\d_])")
# Words of one letter that stand at the beginning of a sentence or in a heading: «Ở», «Ý», «Ô».
_LONE_CAPITALS = frozenset("ÀÁÂẠẢÊẾÍÌÒÓÔỒỔỐƠỞỜỢÚÙƯỪỨÝỶĐ")
# Enough words to tell the encodings apart; more would only cost time.
_SAMPLE = 400
# So many words rule most encodings out, where less than this share is legal.
_FIRST, _LEGAL_AT_FIRST = 60, 0.5
# Shares of words that are syllables: of the words with diacritics in the reading, and of all words.
_LEGAL, _LEGAL_OF_ALL = 0.8, 0.6
# Fewer words with diacritics prove nothing about a document.
_EVIDENCE = 3
# A text stands for itself where this share of its words with diacritics are syllables. So many such
# words without one letter that only Vietnamese has are suspicious (their chance is 1 in 1,000), and
# a larger share is then asked for: VISCII and VPS have à, á, â, è, é, ê, ì, í, ò, ó, ô in the same
# places as Latin-1.
_LEGAL_AS_IT_STANDS, _SUSPICIOUS, _LEGAL_IF_SUSPICIOUS = 0.6, 8, 0.9


def may_be_legacy(text: str) -> bool:
    """Return whether a text might be in an old encoding; fast, and rarely true for Unicode.

    >>> may_be_legacy("Chính phủ"), may_be_legacy("ChÝnh phñ"), may_be_legacy("Plain English.")
    (False, True, False)
    """
    if text.isascii():
        return _VIQR.search(text) is not None
    return _VIETNAMESE.search(text) is None


def detect(text: str, evidence: int = _EVIDENCE) -> Encoding | None:
    """Return the encoding as which a text in Unicode has to be read once more, None for most.

    `text`: as pasted from a program that took each byte for a character. `evidence`: the smallest
    number of words with diacritics.

    >>> [detect(text).name for text in ("ChÝnh phñ ViÖt Nam", "DDa.i ho.c Hue^'")]
    ['tcvn3', 'viqr']
    """
    if not may_be_legacy(text):
        return None
    return None if _stands_for_itself(text) else _most_plausible(text, evidence, ENCODINGS)


def detect_bytes(data: bytes) -> Encoding | None:
    """Return the encoding of bytes that are no UTF-8, None where no reading is plausible."""
    if b"\0" in data:
        # No text: a picture, a compressed document.
        return None
    text = data.decode("latin-1")
    return _most_plausible(text, _EVIDENCE, [each for each in ENCODINGS if each is not TWICE])


def reread(query: str) -> tuple[Encoding, str] | None:
    """Return the encoding of a short text pasted from an old one, and its reading; None for most.

    One word with diacritics is enough, but not in VIQR, whose signs occur in any query.

    >>> encoding, text = reread("ViÖt Nam")
    >>> encoding.title, text, reread("Bé Müller"), reread("a.o")
    ('TCVN3 (ABC)', 'Việt Nam', None, None)
    """
    found = detect(query, evidence=2 if query.isascii() else 1)
    return (found, found.decode(query)) if found else None


def _most_plausible(text: str, evidence: int, encodings: Iterable[Encoding]) -> Encoding | None:
    """Return the encoding whose reading of a text is the most plausible one."""
    sample = [as_bytes(chunk) for chunk in _sample(text)]
    if text.isascii() or _VIQR.search(text):
        viqr = [
            each for each in encodings if each.is_viqr and _plausibility(sample, each, evidence)
        ]
        if viqr or text.isascii():
            return viqr[0] if viqr else None
    chosen = [each for each in encodings if not each.is_viqr and _is_possible(sample, each)]
    ranked = [(score, each) for each in chosen if (score := _plausibility(sample, each, evidence))]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _sample(text: str) -> list[str]:
    """Return the first words of a text, with what adjoins them."""
    return [found[0] for found in islice(_CHUNK.finditer(text), _SAMPLE)]


def _is_possible(sample: Sequence[str], encoding: Encoding) -> bool:
    """Return whether the first words of a text are worth reading the others."""
    read = [(word, encoding.decode(word)) for word in sample[:_FIRST]]
    marked = [each for word, each in read if each != word or not each.isascii()]
    legal = sum(_likelihood(each) > _IMPLAUSIBLE for each in marked)
    return legal >= _LEGAL_AT_FIRST * len(marked)


def _plausibility(sample: Sequence[str], encoding: Encoding, evidence: int) -> float:
    """Return a positive number that is larger for a more plausible reading, 0 for none at all."""
    read = [encoding.decode(chunk) for chunk in sample]
    pairs = zip(sample, read, strict=True)
    marked = [chunk for written, chunk in pairs if chunk != written or not chunk.isascii()]
    if sum(map(_is_marked, marked)) < evidence:
        return 0
    likelihoods = [_likelihood(chunk) for chunk in marked]
    legal = sum(each > _IMPLAUSIBLE for each in likelihoods) / len(marked)
    words = [word for chunk in read for word in _WORD.findall(chunk)]
    legal_of_all = sum(map(_is_syllable, words)) / len(words) if words else 0
    if legal < _LEGAL or legal_of_all < _LEGAL_OF_ALL:
        return 0
    return sum(likelihoods) / len(likelihoods) - 2 * _IMPLAUSIBLE


def _is_marked(chunk: str) -> bool:
    """Return whether a word has a letter with diacritics."""
    return not chunk.isascii() and any(each.lower() in _LIKELIHOODS for each in chunk)


def _likelihood(chunk: str) -> float:
    """Return the mean logarithm of the shares of the letters that are not ASCII."""
    words = _WORD.findall(chunk)
    letters = [each for word in words for each in word.lower() if not each.isascii()]
    is_legal = all(map(_is_word, words)) and all(each in _LIKELIHOODS for each in letters)
    if not is_legal or _CONTROL.search(chunk):
        return _IMPLAUSIBLE
    return sum(map(_LIKELIHOODS.__getitem__, letters)) / len(letters) if letters else -5.0


def _is_word(word: str) -> bool:
    """Return whether a word is a syllable whose capitals are where they may be.

    Signs of another encoding are read as capitals, alone (`2010 Ọ 2020`) or within words.
    """
    if len(word) == 1 and word.isupper() and not word.isascii():
        return word in _LONE_CAPITALS
    return (word.isupper() or word[1:].islower() or len(word) == 1) and _is_syllable(word)


@lru_cache(1 << 14)
def _is_syllable(word: str) -> bool:
    return is_plain_syllable(word)


def _stands_for_itself(text: str) -> bool:
    """Return whether the words with diacritics are Vietnamese as they stand."""
    marked = [chunk for chunk in _sample(text) if any(map(_is_letter, chunk))]
    legal = [
        not _ODD.search(chunk) and all(map(_is_syllable, _WORD.findall(chunk))) for chunk in marked
    ]
    needed = _LEGAL_IF_SUSPICIOUS if len(marked) >= _SUSPICIOUS else _LEGAL_AS_IT_STANDS
    return bool(marked) and sum(legal) > needed * len(marked)


def _is_letter(character: str) -> bool:
    return not character.isascii() and character.isalpha()
