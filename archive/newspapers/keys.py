"""Keys by which names of newspapers are compared, and the domains among them."""

import re
from functools import lru_cache

from archive.slug import folded
from index.language.spelling import key, normalise

__all__ = ["domain", "group_key", "single_spaced", "spelling_key"]

_HOST = re.compile(
    r"(?:https?://)?(?:www\.)?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})(?:[:/?#].*)?",
    re.IGNORECASE | re.ASCII,
)
# Second-level names below which others register, as in `nld.com.vn`.
_SHARED = frozenset({"ac", "co", "com", "edu", "gov", "info", "name", "net", "org"})
# Hosts of many publishers, distinguished by their whole name only.
_HOSTING = ("blogspot.com", "wordpress.com", "gov.vn", "edu.vn")
_LETTERS = re.compile(r"[^\W_]+")


def single_spaced(name: str) -> str:
    """Return a name in NFC with single spaces.

    >>> single_spaced("  Tuổi   Trẻ ")
    'Tuổi Trẻ'
    """
    return " ".join(normalise(name).split())


@lru_cache(4096)
def spelling_key(name: str) -> str:
    """Return the key of one spelling: case, the place of a tone and doubled spaces do not matter.

    >>> spelling_key("TUỔI  TRẺ"), spelling_key("Thủ đô Hoà Bình")
    ('tuổi trẻ', 'thủ đô hòa bình')
    """
    return " ".join(key(word) for word in normalise(name).split())


@lru_cache(4096)
def domain(name: str) -> str:
    """Return the host in a domain or a URL, in lower case without `www.`; "" if there is none.

    >>> domain("https://www.vnexpress.net/thoi-su"), domain("Pháp luật TP.HCM")
    ('vnexpress.net', '')
    """
    found = _HOST.fullmatch(name.strip())
    return found[1].lower() if found else ""


@lru_cache(4096)
def group_key(name: str) -> str:
    """Return the key by which spellings of a newspaper without a record are taken for one.

    Case, diacritics, spaces, signs, subdomains and the ending of a domain do not matter.

    >>> [group_key(name) for name in ("VnExpress", "kinhdoanh.vnexpress.net", "vn express")]
    ['vnexpress', 'vnexpress', 'vnexpress']
    >>> group_key("nld.com.vn"), group_key("tin.blogspot.com"), group_key("Tuổi Trẻ")
    ('nld', 'tinblogspotcom', 'tuoitre')
    """
    host = domain(name)
    if host and not host.endswith(_HOSTING):
        labels = host.split(".")[:-1]
        if len(labels) > 1 and labels[-1] in _SHARED:
            labels.pop()
        name = labels[-1]
    return "".join(_LETTERS.findall(folded(single_spaced(name)))) or spelling_key(name)
