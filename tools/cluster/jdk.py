"""The Java that OpenSearch 3 runs on, found beside older ones."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

__all__ = ["OLDEST", "find"]

# The oldest release that OpenSearch 3 starts on.
OLDEST = 21

_VERSION = re.compile(r'^JAVA_VERSION="(\d+)', re.MULTILINE)


def find() -> Path | None:
    """Return the newest `java` of a complete JDK that is new enough, or None."""
    found = [(version, java) for java in _javas() if (version := _version(java)) >= OLDEST]
    return max(found)[1] if found else None


def _javas() -> Iterator[Path]:
    """Each `java` at hand: of JAVA_HOME, on the path, where Debian keeps them."""
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if on_path := shutil.which("java"):
        yield Path(on_path).resolve()
    yield from Path("/usr/lib/jvm").glob("*/bin/java")


def _version(java: Path) -> int:
    """Return the release of a JDK from its `release` file, or 0."""
    try:
        told = (java.parents[1] / "release").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = _VERSION.search(told)
    # Without its compiler, Java cannot run a file of source.
    return int(found[1]) if found and (java.parent / "javac").exists() else 0
