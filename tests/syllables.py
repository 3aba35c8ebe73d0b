"""All legal Vietnamese syllables, from phonology, not from the tables in `index.language`.

A syllable is an onset, perhaps a glide (written o or u), a nucleus, a coda and a tone. The new
school writes the tone on the nucleus (hoà, thuỷ), the old one on the glide where no coda follows
(hòa, thủy). Both write it on the second letter of a nucleus of two where a coda follows.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

__all__ = ["Syllable", "syllables"]

TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")

CODAS = {
    "a": " i y o u m n ng nh p t c ch",
    "ă": "m n ng p t c",
    "â": "y u m n ng p t c",
    "e": " o m n ng p t c",
    "ê": " u m n nh p t ch",
    "i": " u m n nh p t ch",
    "o": " i m n ng p t c",
    "ô": " i m n ng p t c",
    "ơ": " i m n p t",
    "u": " i m n ng p t c",
    "ư": " i u ng t c",
    "iê": "u m n ng p t c",
    "ia": " ",
    "uô": "i m n ng t c",
    "ua": " ",
    "ươ": "i u m n ng p t c",
    "ưa": " ",
    "oo": "ng c",
}
CODAS_AFTER_GLIDE = {
    "a": " i y o m n ng nh p t c ch",
    "ă": "m n ng p t c",
    "â": "y n ng t",
    "e": " o m n t",
    "ê": " nh ch",
    "y": " u n nh p t ch",
    "ơ": " ",
    "yê": "n t",
    "ya": " ",
}
CODAS_AFTER_QU = {
    "a": " i y o m n ng nh t c ch",
    "ă": "m n ng p t c",
    "â": "y n ng t",
    "e": " o n t",
    "ê": " n nh t ch",
    "i": " t",
    "y": " nh t ch",
    "ơ": " ",
    "yê": "n t",
    "ô": "c",
}
# Here k is the sound that is spelled c, k or q; g and ng also stand for gh and ngh.
ONSETS = "b ch d đ g h k kh l m n ng nh p ph r s t th tr v x"


class Syllable(NamedTuple):
    """One syllable in the spelling of the old school, of the new school, and without its tone."""

    old: str
    new: str
    toneless: str


@cache
def syllables() -> tuple[Syllable, ...]:
    """Every legal syllable once, in NFC and lower case."""
    return tuple(dict.fromkeys(_toned()))


def _toned() -> Iterator[Syllable]:
    for onset, glide, nucleus, coda in _toneless():
        tones = (TONES[1], TONES[5]) if coda in ("p", "t", "c", "ch") else TONES
        for tone in tones:
            vowels = glide + nucleus
            on_nucleus = len(glide) + (1 if len(nucleus) == 2 and coda else 0)
            on_glide = 0 if glide and not coda and nucleus in "aey" else on_nucleus
            yield Syllable(
                *(
                    unicodedata.normalize(
                        "NFC", onset + vowels[: at + 1] + mark + vowels[at + 1 :] + coda
                    )
                    for at, mark in ((on_glide, tone), (on_nucleus, tone), (0, ""))
                )
            )


def _toneless() -> Iterator[tuple[str, str, str, str]]:
    """Onset, glide, nucleus and coda of every syllable, as they are written."""
    onsets = ("", *ONSETS.split())
    for nucleus, codas in CODAS.items():
        for coda, onset in product(codas.split(" "), (*onsets, "gi")):
            if onset == "gi" and nucleus in ("i", "ia"):
                continue
            if nucleus == "iê" and onset in ("", "gi"):
                yield onset[:1], "", "yê" if onset == "" else "iê", coda
            else:
                yield _before(onset, nucleus), "", nucleus, coda
            if nucleus == "i" and coda == "" and onset in ("", "h", "k", "l", "m", "s", "t"):
                yield onset, "", "y", coda
    for coda in ("", "n"):
        yield "g", "", "i", coda
    for nucleus, codas in CODAS_AFTER_GLIDE.items():
        for coda, onset in product(codas.split(" "), onsets):
            if onset == "k":
                continue
            yield onset, "o" if nucleus in "aăe" else "u", nucleus, coda
    for nucleus, codas in CODAS_AFTER_QU.items():
        for coda in codas.split(" "):
            yield "qu", "", nucleus, coda


def _before(onset: str, nucleus: str) -> str:
    """The onset as it is written before a vowel: c or k, g or gh, ng or ngh."""
    front = nucleus[0] in "eêi"
    if onset == "k":
        return "k" if front else "c"
    return onset + "h" if front and onset in ("g", "ng") else onset
