"""Checks of pages by independent programs: Nu Html Checker, pa11y and Lighthouse.

`make page-checks` installs them below `build/`, in the versions of `package-lock.json`.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

__all__ = [
    "Audit",
    "Finding",
    "Visit",
    "accessibility",
    "chromium",
    "lighthouse",
    "markup",
    "missing",
]

_SCRIPTS = Path(__file__).parent
_MODULES = Path(__file__).parents[2] / "build" / "page-checks" / "node_modules"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Visit:
    """A page as it is visited: its URL and the colour scheme, `light` or `dark`."""

    url: str
    theme: str = "light"


@dataclass(frozen=True)
class Finding:
    """A fault of a page (a URL or the name of a file) and the markup around it."""

    page: str
    message: str
    context: str


@dataclass(frozen=True)
class Audit:
    """A page's scores by Lighthouse, from 0 to 1 for each category, and what cost points."""

    url: str
    scores: dict[str, float]
    faults: list[str]


def chromium() -> str | None:
    """Return the path of the browser, or None."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def missing() -> str:
    """Return what the checks lack on this machine, or an empty string."""
    for program in ("node", "java"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    if chromium() is None:
        return "no Chromium on this machine"
    return "" if _MODULES.is_dir() else "the page checks are not installed: make page-checks"


def markup(folder: Path) -> list[Finding]:
    """Return what Nu Html Checker finds in the HTML, CSS and SVG files of a folder."""
    jar = _MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    # The checker needs a large stack; it ends before a second compiler pays.
    command = ["java", "-Xss4m", "-XX:TieredStopAtLevel=1", "-jar", str(jar)]
    options = ["--format", "json", "--also-check-css", "--also-check-svg", "--exit-zero-always"]
    ended = subprocess.run(
        [*command, *options, str(folder)], stderr=subprocess.PIPE, check=True, text=True
    )
    return [
        Finding(each["url"].rpartition("/")[2], each["message"], each.get("extract", ""))
        for each in json.loads(ended.stderr)["messages"]
    ]


def accessibility(visits: Sequence[Visit]) -> list[Finding]:
    """Return what pa11y finds on pages by WCAG 2.1 AA with HTML CodeSniffer."""
    found = _run("pa11y.cjs", [asdict(visit) for visit in visits])
    return [
        Finding(f"{each['url']} ({each['theme']})", each["message"], each["context"])
        for each in found
    ]


def lighthouse(urls: Sequence[str], skip: Sequence[str] = ()) -> list[Audit]:
    """Return Lighthouse's audits of pages on a phone, without those to skip."""
    found = _run("lighthouse.cjs", [{"url": url, "skip": list(skip)} for url in urls])
    return [Audit(**each) for each in found]


def _run(script: str, given: object) -> list[dict[str, Any]]:
    """Return the answer of a script in this folder; it reads and writes JSON."""
    ended = subprocess.run(
        ["node", str(_SCRIPTS / script), chromium() or ""],
        input=json.dumps(given),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        env=os.environ | {"NODE_PATH": str(_MODULES)},
    )
    found: list[dict[str, Any]] = json.loads(ended.stdout)
    return found
