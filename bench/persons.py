"""Measure quality and speed of the rules: `python -m bench.persons --data FOLDER [--json FILE]`.

There are three measures, on one core. Mentions: exact spans in
`persons/mentions-vlsp2016.jsonl.gz`, all of them and those of two or more words. Facet: the
distinct full names of a report and their roles, in 100 reports of `reports-sample.jsonl.gz` that
were labelled for this project. The labels, spans with the SHA-256 of the text, are in
`bench/data/persons-labels.jsonl`. A role is right if it is one of those labelled for the person,
except for capitals. Speed: reports a second of `reports-bench-20k.jsonl.gz`, without the time to
read the file; garbage is collected as rarely as in the processes of `khobao import`.
"""

import gzip
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from archive.garbage import collect_rarely
from archive.persons import VERSION, Mention, find, named
from index.language.spelling import key
from index.report import Report

__all__ = ["facet", "main", "mentions", "speed"]

LABELS = Path(__file__).parent / "data" / "persons-labels.jsonl"
# Numbers of items that are right, wrong and missed.
Tally = Counter[str]


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a file of JSON lines, compressed with gzip or not."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def report(record: dict[str, Any]) -> Report:
    """Return the text of a record as a report."""
    return Report(
        identifier=str(record["id"]),
        title=record.get("title") or "",
        lead=record.get("lead") or "",
        body=record.get("body") or "",
    )


def mentions(path: Path) -> dict[str, Tally]:
    """Return tallies of mentions by exact span: `all`, and `names` for those of several words."""
    tallies = {"all": Tally(), "names": Tally()}
    for record in read(path):
        text = record["text"]
        found = {(m.start, m.end) for m in find(Report(record["id"], body=text))}
        wanted = {(e["start"], e["end"]) for e in record["entities"] if e["label"] == "PER"}
        _count(tallies["all"], found, wanted)
        _count(
            tallies["names"],
            {span for span in found if " " in text[slice(*span)]},
            {span for span in wanted if " " in text[slice(*span)]},
        )
    return tallies


def facet(path: Path, errors: list[str] | None = None) -> dict[str, Tally]:
    """Return tallies of `names` and `roles` in the labelled reports; append to `errors`."""
    labels = {label["id"]: label for label in read(LABELS)}
    tallies = {"names": Tally(), "roles": Tally()}
    for record in read(path):
        label = labels.pop(str(record["id"]), None)
        if label is None:
            continue
        fields = {name: record.get(name) or "" for name in ("title", "lead", "body")}
        text = "\n".join(fields.values())
        if hashlib.sha256(text.encode()).hexdigest() != label["sha256"]:
            raise click.ClickException(f"{record['id']} is not the text that was labelled")
        persons = {
            _name(_cut(fields, person["name"])): [_cut(fields, role) for role in person["roles"]]
            for person in label["persons"]
        }
        found = find(report(record))
        _facet(found, persons, tallies, errors)
    if labels:
        raise click.ClickException(f"{len(labels)} labelled reports are not in {path}")
    return tallies


def _facet(
    found: list[Mention],
    persons: dict[str, list[str]],
    tallies: dict[str, Tally],
    errors: list[str] | None,
) -> None:
    names = {_name(name) for name in named(found)}
    _count(tallies["names"], names, set(persons))
    roles: dict[str, set[str]] = {}
    for mention in found:
        roles.setdefault(_name(mention.name), set()).update(map(_name, mention.roles))
    pairs = {(name, role) for name in names & set(persons) for role in roles[name]}
    wanted = {(name, _name(role)) for name in names & set(persons) for role in persons[name]}
    _count(tallies["roles"], pairs, wanted)
    if errors is not None:
        errors += [f"wrong name: {name}" for name in sorted(names - set(persons))]
        errors += [f"missed name: {name}" for name in sorted(set(persons) - names)]
        errors += [f"wrong role: {name}: {role}" for name, role in sorted(pairs - wanted)]
        errors += [f"missed role: {name}: {role}" for name, role in sorted(wanted - pairs)]


def _cut(fields: dict[str, str], span: list[Any]) -> str:
    field, start, end = span
    return fields[field][start:end]


def _name(text: str) -> str:
    return " ".join(key(part) for part in text.replace(".", " ").split())


def _count(tally: Tally, found: set[Any], wanted: set[Any]) -> None:
    tally["right"] += len(found & wanted)
    tally["wrong"] += len(found - wanted)
    tally["missed"] += len(wanted - found)


def speed(path: Path, limit: int) -> float:
    """Return reports a second of processor time for the first `limit`, from cold word caches."""
    reports = [report(record) for record in islice(read(path), limit)]
    began = time.process_time()
    for each in reports:
        find(each)
    return len(reports) / (time.process_time() - began)


def _row(name: str, tally: Tally) -> dict[str, Any]:
    """Return the row of the table for a tally, with precision, recall and F."""
    precision = tally["right"] / max(1, tally["right"] + tally["wrong"])
    recall = tally["right"] / max(1, tally["right"] + tally["missed"])
    f = 2 * precision * recall / max(1e-9, precision + recall)
    return {"name": name, "precision": precision, "recall": recall, "f": f, **tally}


@click.command(help=__doc__)
@click.option("--data", required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--json", "target", type=click.Path(path_type=Path), help="Also write the result here."
)
@click.option("--errors", is_flag=True, help="List the errors in the facet.")
@click.option("--limit", default=4000, show_default=True, help="Reports timed.")
def main(data: Path, target: Path | None, errors: bool, limit: int) -> None:
    """Print the table."""
    collect_rarely()
    wrong: list[str] = []
    spans = mentions(data / "persons" / "mentions-vlsp2016.jsonl.gz")
    lists = facet(data / "reports-sample.jsonl.gz", wrong)
    rows = [
        _row("mentions, all", spans["all"]),
        _row("mentions, two words and more", spans["names"]),
        _row("facet, names", lists["names"]),
        _row("facet, roles", lists["roles"]),
    ]
    rate = speed(data / "reports-bench-20k.jsonl.gz", limit)
    click.echo(f"rules {VERSION}, Python {sys.version.split()[0]}, one core")
    click.echo(f"{'':30}{'P':>7}{'R':>7}{'F':>7}{'right':>8}{'wrong':>8}{'missed':>8}")
    for row in rows:
        click.echo(
            f"{row['name']:30}{row['precision']:7.3f}{row['recall']:7.3f}{row['f']:7.3f}"
            f"{row['right']:8}{row['wrong']:8}{row['missed']:8}"
        )
    click.echo(f"{'speed':30}{rate:7,.0f} reports/s")
    if errors:
        click.echo("\n".join(wrong))
    if target:
        result = {"version": VERSION, "rows": rows, "reports_per_second": rate, "errors": wrong}
        target.write_text(json.dumps(result, ensure_ascii=False, indent=2), "utf-8")


if __name__ == "__main__":
    main()
