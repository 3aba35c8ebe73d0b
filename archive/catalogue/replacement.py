"""New versions that share nothing with the version before, as if they were another report.

Two lists that each number their reports from 1 give the same identifiers to different reports.
"""

import re
from unicodedata import normalize

from index.report import Report

__all__ = ["is_another"]

_WORD = re.compile(r"\w+")
# Words in a row that two versions of one report share, even where it was retitled and cut.
_RUN = 3


def is_another(before: Report, after: Report) -> bool:
    """Return True if two reports have no three words in a row in common.

    Case and punctuation do not count. Texts of fewer than three words are not compared.

    >>> is_another(Report("1", "Khánh thành cầu Bến Đá"), Report("1", "Giá gạo tăng mạnh"))
    True
    >>> is_another(Report("1", "Khánh thành cầu Bến Đá"), Report("1", "Hoãn khánh thành cầu"))
    False
    """
    earlier, later = _runs(before), _runs(after)
    return bool(earlier and later) and earlier.isdisjoint(later)


def _runs(report: Report) -> set[tuple[str, ...]]:
    text = normalize("NFC", f"{report.title} {report.lead} {report.body}").casefold()
    words = _WORD.findall(text)
    return set(zip(*(words[start:] for start in range(_RUN)), strict=False))
