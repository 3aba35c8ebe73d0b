"""Accuracy of the reading of old encodings: `python -m bench.encodings --data FOLDER`.

Real reports (title, lead and the sentences in the first 700 characters of the body) are written in
each encoding, and the bytes are read as an import reads a file. Counted are the documents in which
the encoding is detected, those whose text is then exactly right, and the share of letters that are.

A document is written as people wrote then: what an encoding cannot say is not in the truth. Signs
and foreign letters that it lacks are replaced by ASCII (`…` by `...`, `ü` by `u`), since its
fonts had other letters in their places. A capital that it lacks is typed as the small letter, which
a second font shows as a capital; the case of such documents is not compared. VIQR is written twice,
with the backslashes that RFC 1456 asks for and without.

Reports of even and odd places in the files are drawn apart: failures are looked at in one half
(`--half odd --show 5`) and figures taken from the other. `--unchanged` also reads every report of
the files in Unicode and counts those that are taken for an old encoding; there should be none.
"""

import gzip
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from unicodedata import normalize

import click
from unidecode import unidecode

from archive.importers.decoding import Undecodable
from archive.importers.encodings import decode_document, decode_values
from index.language.legacy import Encoding, encoding_named
from index.language.legacy.encoding import CP1252
from index.language.spelling import VIETNAMESE

__all__ = ["main", "measure", "truth", "written"]

FILES = ("reports-bench-20k.jsonl.gz", "reports-sample.jsonl.gz")
_BODY = 700
_SEED = 1456
PLAIN_VIQR = "viqr, no backslash"
NAMES = (
    "tcvn3", "vni", "viscii", "vps", "viqr", PLAIN_VIQR, "windows-1258", "double-utf-8"
)  # fmt: skip
# Signs of code page 1252 whose bytes the letters of these encodings leave free.
_SIGNS = {meant: byte for byte, meant in CP1252.items()}


@dataclass(frozen=True)
class Scores:
    """Results of one encoding; `letters`: share of letters that are right, from 0 to 1."""

    encoding: str
    documents: int
    detected: int
    exact: int
    letters: float


def documents(folder: Path, half: str) -> Iterator[str]:
    """Yield real reports as documents; `half`: "odd", "even" or "all" places in the files."""
    for name in FILES:
        if not (folder / name).exists():
            continue
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            for place, line in enumerate(lines):
                if half == "all" or (place % 2 == 1) == (half == "odd"):
                    record = json.loads(line)
                    parts = (record.get("title"), record.get("lead"), _begin(record["body"]))
                    yield "\n".join(" ".join(part.split()) for part in parts if part)


def _begin(body: str) -> str:
    """Return the whole sentences at the beginning of a body; a word must not be cut."""
    begin = body[:_BODY]
    if len(body) <= _BODY:
        return begin
    sentences, stop, _rest = begin.rpartition(". ")
    return sentences + stop if stop else begin.rpartition(" ")[0]


def truth(text: str, encoding: Encoding) -> str:
    """Return a text without what an encoding cannot say.

    >>> truth("Đỗ Muller: “€5…”", encoding_named("viscii"))
    'Đỗ Muller: "EUR5..."'
    """
    return "".join(_said(each, encoding) for each in normalize("NFC", text))


def _said(character: str, encoding: Encoding) -> str:
    """Return a character as it can be written."""
    if character.isascii() or encoding.name == "double-utf-8":
        return character
    if character in VIETNAMESE:
        return character if character in encoding.spellings else character.lower()
    has_sign = _SIGNS.get(character) not in (None, *encoding.letters)
    return character if has_sign and not encoding.is_viqr else unidecode(character)


def written(text: str, name: str) -> bytes:
    """Return the bytes of a text in an encoding."""
    encoding = _named(name)
    if name == PLAIN_VIQR:
        characters = "".join(encoding.spellings.get(each, each) for each in text)
    else:
        characters = encoding.encode(text)
    return characters.encode("utf-8" if name == "double-utf-8" else "latin-1")


def _named(name: str) -> Encoding:
    found = encoding_named(name.partition(",")[0])
    assert found is not None
    return found


def measure(name: str, drawn: Sequence[str], show: int = 0) -> Scores:
    """Return the scores of an encoding; print the first `show` documents that are not right."""
    encoding = _named(name)
    detected = exact = 0
    letters = 0.0
    for text in drawn:
        right = truth(text, encoding)
        try:
            read, notes = decode_document(written(right, name))
        except Undecodable as error:
            read, notes = "", (str(error),)
        is_detected = any(encoding.title in note for note in notes)
        # The bytes do not say which small letters were shown as capitals.
        if any(each.upper() in encoding.missing for each in right if not each.isascii()):
            read, right = read.lower(), right.lower()
        detected += is_detected
        exact += is_detected and read == right
        letters += _agreement(read, right)
        if show and read != right:
            show -= 1
            _show(name, read, right, notes)
    return Scores(name, len(drawn), detected, exact, letters / len(drawn))


def _agreement(read: str, right: str) -> float:
    """Return the share of letters that are right."""
    if len(read) == len(right):
        return sum(map(str.__eq__, read, right)) / len(right)
    matches = SequenceMatcher(None, read, right, autojunk=False).get_matching_blocks()
    return sum(match.size for match in matches) / max(len(read), len(right))


def _show(name: str, read: str, right: str, notes: Sequence[str]) -> None:
    """Print where a document was read wrongly."""
    click.echo(f"{name}: {'; '.join(notes) or 'not detected'}", err=True)
    if not notes:
        click.echo(f"   {right[:300]!r}", err=True)
        return
    steps = SequenceMatcher(None, right, read, autojunk=False).get_opcodes()
    for kind, begin, end, first, last in steps:
        if kind != "equal":
            around = right[max(0, begin - 20) : end + 10]
            click.echo(f"   {around!r}: {right[begin:end]!r} → {read[first:last]!r}", err=True)


def unchanged(folder: Path) -> tuple[int, int, float]:
    """Return the numbers of reports and of those read otherwise, and the seconds for the check."""
    reports = changed = 0
    seconds = 0.0
    for name in FILES:
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                begun = time.perf_counter()
                values, _notes = decode_values(record)
                seconds += time.perf_counter() - begun
                reports += 1
                changed += values != record
    return reports, changed, seconds


@click.command()
@click.option(
    "--data", "folder", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--documents", "count", default=120, show_default=True, help="Documents to draw.")
@click.option("--seed", default=_SEED, show_default=True, help="Seed of the drawing.")
@click.option("--half", type=click.Choice(["odd", "even", "all"]), default="even")
@click.option("--show", default=0, help="Print so many documents that are not right, for each.")
@click.option("--unchanged", "also_unicode", is_flag=True, help="Check all reports in Unicode.")
@click.option("--json", "path", type=click.Path(dir_okay=False, path_type=Path))
def main(
    folder: Path,
    count: int,
    seed: int,
    half: str,
    show: int,
    also_unicode: bool,
    path: Path | None,
) -> None:
    """Measure how old encodings are detected and read."""
    drawn = random.Random(seed).sample(list(documents(folder, half)), count)
    rows = [measure(name, drawn, show) for name in NAMES]
    click.echo(f"{'encoding':<20} {'documents':>9} {'detected':>9} {'exact':>6} {'letters':>8}")
    for row in rows:
        click.echo(
            f"{row.encoding:<20} {row.documents:>9} {row.detected:>9} {row.exact:>6} "
            f"{row.letters:>8.2%}"
        )
    found: dict[str, object] = {"encodings": [asdict(row) for row in rows]}
    if also_unicode:
        reports, changed, seconds = unchanged(folder)
        found["unicode"] = {"reports": reports, "changed": changed, "seconds": seconds}
        click.echo(
            f"{changed} of {reports:,} reports in Unicode read otherwise; "
            f"{seconds / reports * 1e6:.1f} µs a report"
        )
    if path:
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
