"""Permanent addresses: where the public reaches a report, for pages and files alike."""

from unicodedata import category
from urllib.parse import quote

__all__ = ["person_address", "report_address", "unaddressable"]

# Characters that stand as they are in the path of a URL (RFC 3986 §3.3), as the pages write them.
_PATH = "!$&'()*+,/:;=@"


def unaddressable(identifier: str) -> str:
    """Return why the address of a report cannot have an identifier; "" if it can.

    Browsers and servers resolve the segments `.` and `..` and empty ones at the beginning (RFC 3986
    §5.2.4), and no control character reaches a page unharmed.

    >>> unaddressable("bao:2018:7"), unaddressable("a/../b")
    ('', 'it has a part that is «..»')
    """
    if identifier.startswith("/"):
        return "it begins with «/»"
    for part in identifier.split("/"):
        if part in (".", ".."):
            return f"it has a part that is «{part}»"
    if any(category(letter) in ("Cc", "Zl", "Zp") for letter in identifier):
        return "it has a control character"
    return ""


def report_address(site: str, identifier: str) -> str:
    """Return the permanent address of a report; "" where `site` is unknown.

    `site`: where the pages are reached, without a final slash.

    >>> report_address("https://bao.example", "tin?x=1#2")
    'https://bao.example/bai/tin%3Fx=1%232'
    """
    return _address(site, "bai", identifier)


def person_address(site: str, identifier: str) -> str:
    """Return the permanent address of a person; "" where `site` is unknown."""
    return _address(site, "nguoi", identifier)


def _address(site: str, page: str, identifier: str) -> str:
    return f"{site}/{page}/{quote(identifier, safe=_PATH)}" if site else ""
