"""Text without diacritics: to compare names by, and as readable identifiers."""

import re
from functools import lru_cache

from index.language.spelling import fold, normalise

__all__ = ["folded", "slug"]

_WORDS = re.compile(r"[0-9a-z]+")


@lru_cache(1 << 12)
def slug(text: str, limit: int = 80) -> str:
    """Return the words of a text without diacritics, joined by hyphens.

    Whole words are taken up to `limit` letters. The result is empty where the text has no Latin
    letter or digit.

    >>> slug("Thủ tướng thăm Huế (10/1)"), slug("Đinh Khắc Đính", 10), slug("…")
    ('thu-tuong-tham-hue-10-1', 'dinh-khac', '')
    """
    made = ""
    for word in _WORDS.findall(fold(text)):
        longer = f"{made}-{word}" if made else word[:limit]
        if len(longer) > limit:
            break
        made = longer
    return made


def folded(text: str) -> str:
    """Return the text without diacritics, in lower case, its words separated by single spaces.

    >>> folded("Đinh  Khắc ĐÍNH")
    'dinh khac dinh'
    """
    return " ".join(fold(normalise(text)).split())
