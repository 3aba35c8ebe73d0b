"""The licences of the libraries that Kho Báo needs at run time: `python -m tools.licences`.

The licence is the SPDX expression that a library states in its metadata. Older metadata states it
in other words; these licences were read and are listed here.
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["EXTRAS", "is_allowed", "libraries", "licence"]

EXTRAS = ("cluster", "import", "metrics")
"""The extras of `pyproject.toml`."""

# Licences that may be combined with MIT and, for those who pass on the whole, with the GPL.
_ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python",
    "LGPL-2.1-or-later", "LGPL-3.0-only", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "Zlib",
}  # fmt: skip
# NOTICE explains what that means.
_EXCEPTIONS = {"unidecode": "GPL-2.0-or-later"}

# Licences that the metadata of a library does not state as an SPDX expression.
_READ = {
    "brotli": "MIT",
    "blinker": "MIT",
    "certifi": "MPL-2.0",
    "charset-normalizer": "MIT",
    "et-xmlfile": "MIT",
    "flask-compress": "MIT",
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "justext": "BSD-2-Clause",
    "lxml": "BSD-3-Clause",
    "lxml-html-clean": "BSD-3-Clause",
    "openpyxl": "MIT",
    "pymarc": "BSD-2-Clause",
    "python-docx": "MIT",
    "pytz": "MIT",
    "six": "MIT",
    "tzdata": "Apache-2.0",
    "unidecode": "GPL-2.0-or-later",
    "warcio": "Apache-2.0",
    "whoosh": "BSD-2-Clause",
}


def libraries(extra: str = "", of: str = "khobao") -> set[str]:
    """Return the libraries that pip installs with a distribution, as far as they are installed."""
    found: set[str] = set()
    for requirement in map(Requirement, requires(of) or ()):
        name = canonicalize_name(requirement.name)
        wanted = not requirement.marker or requirement.marker.evaluate({"extra": extra})
        if wanted and _is_installed(name):
            found.add(name)
            for further in ("", *requirement.extras):
                found |= libraries(further, name)
    return found


def licence(name: str) -> str:
    """Return the licence of an installed library as an SPDX expression; "" if it is unknown."""
    stated = metadata(name).get("License-Expression")
    return str(stated) if stated else _READ.get(name, "")


def is_allowed(name: str, expression: str) -> bool:
    """Return whether a library with this licence may be used.

    >>> is_allowed("x", "MPL-1.1 OR MIT"), is_allowed("x", "MIT AND AGPL-3.0-only")
    (True, False)
    """
    if _EXCEPTIONS.get(name) == expression:
        return True
    return any(
        all(one.strip("() ") in _ALLOWED for one in choice.split(" AND "))
        for choice in re.split(r" OR ", expression)
    )


def _is_installed(name: str) -> bool:
    try:
        metadata(name)
    except PackageNotFoundError:
        return False
    return True


def _lines() -> Iterator[tuple[bool, str]]:
    """Yield whether a library may be used, with a line about it."""
    for name in sorted(set().union(*map(libraries, ("", *EXTRAS)))):
        expression = licence(name)
        allowed = is_allowed(name, expression)
        remark = "" if allowed else "  not among the licences allowed in tools/licences.py"
        yield allowed, f"{name:<22} {expression or 'unknown'}{remark}"


def main() -> int:
    """Print the licence of each library; return 1 if one of them may not be used."""
    lines = list(_lines())
    print("\n".join(line for _, line in lines))
    return int(not all(allowed for allowed, _ in lines))


if __name__ == "__main__":
    sys.exit(main())
