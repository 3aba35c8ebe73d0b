"""Characters that a text typed by a librarian must not hold: they act on a screen unseen."""

import re
import unicodedata

__all__ = ["TextInvalid", "is_blank", "replace_unseen", "require_visible"]

# Control characters other than tabs and line ends, which escape sequences of terminals begin with,
# and those that reverse the text after them (Unicode Standard Annex #9, §2), as in CVE-2021-42574.
# Other invisible characters, such as U+200B, are harmless: names are compared and stored without.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f]")

# Characters of a text that are quoted.
_SHOWN = 20


class TextInvalid(ValueError):
    """A text holds a control character or one that reverses the direction of the text."""


def is_blank(text: str) -> bool:
    r"""Return True if a text has nothing to read, but for spaces and invisible characters.

    >>> is_blank(" \u200b"), is_blank("nhầm")
    (True, False)
    """
    return all(each.isspace() or unicodedata.category(each) == "Cf" for each in text)


def require_visible(text: str, what: str) -> None:
    r"""Raise `TextInvalid` if a text holds such a character. `what`: the text in messages.

    >>> require_visible("th\u202eeo", "the reason")
    Traceback (most recent call last):
    archive.typed_text.TextInvalid: the reason holds U+202E RIGHT-TO-LEFT OVERRIDE after 'th'...
    """
    found = _UNSEEN.search(text)
    if found is None:
        return
    name = unicodedata.name(found[0], "(a control character)")
    before = text[: found.start()][-_SHOWN:]
    place = f"after {before!r}" if before else "at the beginning"
    raise TextInvalid(
        f"{what} holds U+{ord(found[0]):04X} {name} {place}; write it without that character"
    )


def replace_unseen(text: str) -> str:
    r"""Return a text with U+FFFD in the place of each such character.

    >>> replace_unseen("th\u202eeo")
    'th�eo'
    """
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)
