"""Slugs: readable identifiers made of a text's folded words."""

import re

from index.spelling import fold

__all__ = ["slug"]

_WORDS = re.compile(r"[0-9a-z]+")


def slug(text: str, limit: int = 80) -> str:
    """The words of a text without marks, joined by hyphens, whole words up to `limit` letters.

    Empty where the text has no Latin letter or digit.

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
