"""A folder of all kinds of files: every one ends in the summary.

KHOBAO_FILES=5000 is the number of files in `make long`.
"""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from archive.importers import Refusal, Skipped, read
from tests.khobao import Khobao
from tests.samples import SAMPLES

pytestmark = pytest.mark.slow

FILES = int(os.environ.get("KHOBAO_FILES", "25"))
PICTURE, CACHE, EMPTY = b"\xff\xd8\xff\xe0", b"\xd0\xcf\x11\xe0", b"id,title,body\n"


def fill(folder: Path) -> Counter[str]:
    """Write as many files of all kinds into folders; return the numbers of what they hold."""
    names = [*sorted(SAMPLES), "a.jpg", "Thumbs.db", "none.csv"]
    expected: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = {}
    for number in range(FILES):
        name = names[number % len(names)]
        data = {"a.jpg": PICTURE, "Thumbs.db": CACHE, "none.csv": EMPTY}.get(name)
        path = folder / f"{number // 100}" / f"{number}" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(SAMPLES[name](number) if data is None else data)
        if name == "Thumbs.db":
            expected["skipped"] += 1
            continue
        if name not in counts:
            counts[name] = Counter(_kind(each) for each in read(path))
        expected += counts[name]
    return expected


def _kind(record: object) -> str:
    kinds = {Refusal: "refused", Skipped: "skipped"}
    return kinds.get(type(record), "reports")


def test_every_file_of_a_mixed_folder_ends_in_the_summary(khobao: Khobao) -> None:
    folder = khobao.folder / "mixed"
    expected = fill(folder)
    result = khobao("import", str(folder), "--json", "--workers", "0")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["refused"] == expected["refused"] == len(list(folder.rglob("*.jpg")))
    assert found["read"] == expected["reports"] + expected["refused"]
    assert sum(each["reports"] for each in found["kinds"].values()) == expected["reports"]
    assert sum(each["files"] for each in found["skipped"].values()) == expected["skipped"]
    assert found["seconds"] > 0
    again = json.loads(khobao("import", str(folder), "--json", "--workers", "0").stdout)
    assert (again["new"], again["changed"]) == (0, 0)
    assert again["same"] == expected["reports"]
