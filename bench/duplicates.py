"""Accuracy and speed of finding stories: `python -m bench.duplicates --data FOLDER`.

Four measures, each on a catalogue of its own in SQLite:

- Pairs of real reports: all that the rules find, beside those that a person read and judged
  (`bench/data/story-pairs.csv`, pairs of identifiers).
- Made copies: real reports with another title and another lead, trimmed in several ways, for one
  half of the reports (`--half`) with `--seed`. Rules are chosen on one half, results are those of
  the other.
- Forms: invented price lists, weather, lottery results and notices, the same words with other
  values every day; none of their pairs is the same story.
- Speed: reports a second of one processor that are read from the catalogue, compared with all
  others and stored, and the bytes that this adds to the catalogue.
"""

import csv
import gzip
import json
import os
import random
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from sqlalchemy import select, text

from archive.catalogue import Catalogue, Entry, open_catalogue
from archive.catalogue.tables import reports, story_pairs
from index.report import Report

__all__ = ["copies", "forms", "main", "read"]

LABELS = Path(__file__).parent / "data" / "story-pairs.csv"
_FILES = ("reports-sample.jsonl.gz", "reports-bench-20k.jsonl.gz")
_BATCH = 500

# Words of the shortest report that is copied, and of the shortest copy.
_LEAST, _LEAST_COPY = 120, 60
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")

Pair = frozenset[str]


def read(folder: Path) -> list[Report]:
    """Return the real reports of a folder."""
    found = []
    for name in _FILES:
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                values = {each: record.get(each) or "" for each in ("title", "lead", "body")}
                source = record.get("source") or ""
                found.append(Report(str(record["id"]), source=source, **values))
    return found


@contextmanager
def _catalogue(given: Sequence[Report]) -> Iterator[tuple[Catalogue, Path]]:
    """Open a new catalogue with reports, and yield it with its file."""
    with TemporaryDirectory(prefix="khobao-bench-") as folder:
        file = Path(folder, "catalogue.sqlite")
        with closing(open_catalogue(f"sqlite:///{file}", create=True)) as catalogue:
            for start in range(0, len(given), _BATCH):
                catalogue.reports.put([Entry(each) for each in given[start : start + _BATCH]])
            yield catalogue, file


def _same(catalogue: Catalogue) -> set[Pair]:
    """Return the pairs of reports that are the same story by the rules."""
    first, second = reports.alias(), reports.alias()
    wanted = (
        select(first.c.identifier, second.c.identifier)
        .join(story_pairs, story_pairs.c.first == first.c.number)
        .join(second, second.c.number == story_pairs.c.second)
        .where(story_pairs.c.same)
    )
    with catalogue._database.reading() as connection:
        return {frozenset(pair) for pair in connection.execute(wanted)}


def _groups(catalogue: Catalogue) -> Iterator[set[str]]:
    after = ""
    while page := catalogue.stories.page(after):
        yield from ({each.identifier for each in story.reports} for story in page)
        after = page[-1].identifier


# Pairs of real reports


def real(given: Sequence[Report]) -> dict[str, float]:
    """Return how many pairs are found, and how many of those that were read are right."""
    with LABELS.open(encoding="utf-8", newline="") as lines:
        judged = {
            frozenset((row["first"], row["second"])): row["same"] == "1"
            for row in csv.DictReader(lines)
        }
    with _catalogue(given) as (catalogue, _file):
        found = _same(catalogue)
        stories, members = catalogue.stories.count()
    right = sum(judged.get(pair, False) for pair in found)
    wrong = sum(not judged.get(pair, True) for pair in found)
    return {
        "found": len(found),
        "right": right,
        "wrong": wrong,
        "not read": len(found) - right - wrong,
        "missed": sum(same and pair not in found for pair, same in judged.items()),
        "stories": stories,
        "in stories": members,
    }


# Made copies


def copies(
    given: Sequence[Report], number: int, chance: random.Random
) -> list[tuple[Report, Report, str]]:
    """Return reports with a copy of each and the way in which it was made.

    Another report gives the title; for half of the copies its lead takes the place of the first
    sentence. Half of the copies are in another newspaper.
    """
    led_reports = [each for each in given if each.lead]
    long = [each for each in given if len(each.body.split()) >= _LEAST]
    found = []
    for original in chance.sample(long, len(long)):
        other = chance.choice(led_reports)
        trim, cut = chance.choice(_TRIMS)
        sentences = cut(_SENTENCE.split(original.body), chance)
        led = chance.random() < 0.5
        if led:
            sentences = [other.lead, *sentences[1:]]
        body = " ".join(sentences)
        elsewhere = chance.random() < 0.5
        if len(body.split()) < _LEAST_COPY:
            continue
        copy = replace(
            original,
            identifier=f"{original.identifier} (copy)",
            title=other.title,
            lead="" if led else other.lead,
            body=body,
            source="Báo khác" if elsewhere else original.source,
        )
        newspaper = "another newspaper" if elsewhere else "the same newspaper"
        way = f"{trim}, {'new lead' if led else 'same lead'}, {newspaper}"
        found.append((original, copy, way))
        if len(found) == number:
            break
    return found


def _whole(sentences: list[str], _chance: random.Random) -> list[str]:
    return sentences


def _cut_end(sentences: list[str], chance: random.Random) -> list[str]:
    return sentences[: max(3, round(len(sentences) * chance.uniform(0.3, 0.9)))]


def _cut_sentences(sentences: list[str], chance: random.Random) -> list[str]:
    return [each for place, each in enumerate(sentences) if not place or chance.random() > 0.3]


def _cut_middle(sentences: list[str], chance: random.Random) -> list[str]:
    first = chance.randrange(1, max(2, len(sentences) // 2))
    return sentences[:first] + sentences[first + len(sentences) // 3 :]


_TRIMS: tuple[tuple[str, Callable[[list[str], random.Random], list[str]]], ...] = (
    ("whole", _whole),
    ("cut at the end", _cut_end),
    ("three sentences of ten left out", _cut_sentences),
    ("a third left out", _cut_middle),
)


def recall(made: Sequence[tuple[Report, Report, str]]) -> list[dict[str, Any]]:
    """Return how many copies are found, as pairs and in groups, for each way and for all."""
    with _catalogue([each for pair in made for each in pair[:2]]) as (catalogue, _file):
        found = _same(catalogue)
        groups = {name: group for group in _groups(catalogue) for name in group}
    counts: dict[str, Counter[str]] = {}
    for original, copy, way in made:
        parts = way.split(", ")
        for name in ("all", *parts, ", ".join(parts[1:])):
            tally = counts.setdefault(name, Counter())
            tally["copies"] += 1
            tally["pairs"] += frozenset((original.identifier, copy.identifier)) in found
            tally["groups"] += copy.identifier in groups.get(original.identifier, ())
    return [{"way": name, **tally} for name, tally in counts.items()]


# Forms

_FORMS = {
    "gold": """\
Sáng {d}/{m}, giá vàng SJC tại Hà Nội được niêm yết ở mức {a} triệu đồng/lượng (mua vào) và {b}
triệu đồng/lượng (bán ra), {up} {c} nghìn đồng so với phiên trước. Tại TP HCM, vàng SJC giao dịch
ở mức {b} - {a} triệu đồng/lượng. Giá vàng thế giới ở mức {e} USD/ounce, {up} {c} USD. Tỷ giá
trung tâm do Ngân hàng Nhà nước công bố là {f} đồng/USD, {up} {c} đồng.""",
    "weather": """\
Trung tâm Dự báo khí tượng thủy văn quốc gia cho biết, ngày và đêm {d}/{m}, khu vực {place} có mưa
rào và dông vài nơi, gió nhẹ. Nhiệt độ thấp nhất từ {g} đến {h} độ C, cao nhất từ {k} đến {l} độ
C. Trên biển, khu vực {place} gió cấp {n}, giật cấp {o}, sóng cao {n} - {o} mét. Cảnh báo cấp độ
rủi ro thiên tai do lốc, sét, mưa đá: cấp {p}.""",
    "lottery": """\
Kết quả xổ số {place} mở thưởng ngày {d}/{m}: giải đặc biệt {f}, giải nhất {e}, giải nhì {a} và
{b}, giải ba {c}, {f}, {g}, {h}, giải tư {k}, {l}, {n}, {o}, giải năm {a}, {e}, {c}, giải sáu {b},
{g}, giải bảy {h}, {k}, {l}. Mời quý độc giả theo dõi kết quả các ngày tiếp theo.""",
    "notice": """\
{place} mời quý độc giả gửi bài cộng tác về chuyên mục của tòa soạn. Bài viết không quá một nghìn
chữ, ghi rõ họ tên, địa chỉ, số điện thoại {f}{e}. Tác phẩm được chọn đăng sẽ nhận nhuận bút theo
quy định của báo. Chủ đề kỳ này: {topic}. Hạn cuối nhận bài: ngày {d}/{m}. Tòa soạn không trả lại
bản thảo nếu bài không được đăng.""",
    "column": """\
Chuyên mục mỗi tuần kể một câu chuyện của bạn đọc gửi về tòa soạn từ khắp các tỉnh thành. Mỗi câu
chuyện là một cảnh đời, một nỗi niềm, một niềm vui nhỏ mà người viết muốn sẻ chia cùng mọi người.
{story} Mời bạn đọc gửi câu chuyện của mình về tòa soạn theo địa chỉ ghi ở cuối trang, ngoài bì thư
ghi rõ tên chuyên mục. Bài được chọn đăng sẽ nhận quà tặng của nhà tài trợ.""",
}
# Forms that a newspaper fills in for itself.
_OWN = ("notice", "column")
_PLACES = ("Hà Nội", "Đà Nẵng", "Cần Thơ", "Hải Phòng", "Tây Nguyên", "Bắc Bộ", "Nam Bộ", "Huế")
_TOPICS = ("mùa nước nổi", "người thầy", "chợ quê", "chuyến tàu Tết", "ký ức hè", "bữa cơm nhà")
_RANGES = {"d": (1, 28), "m": (1, 12), "e": (1000, 9999), "f": (10000, 99999), "p": (1, 9)}


def forms(given: Sequence[Report], number: int, chance: random.Random) -> list[Report]:
    """Return so many reports of each form, with other values each.

    Notices and columns are of one newspaper, the other forms in four. `given`: real
    reports, each of which gives a column two sentences.
    """
    found = []
    for name, form in _FORMS.items():
        for count, told in enumerate(chance.sample(given, number)):
            numbers = {
                each: chance.randint(*_RANGES.get(each, (10, 999))) for each in "abcdefghklmnop"
            }
            words = {
                "place": chance.choice(_PLACES),
                "topic": chance.choice(_TOPICS),
                "up": chance.choice(("tăng", "giảm")),
                "story": " ".join(_SENTENCE.split(told.body)[:2]),
            }
            body = form.format(**numbers, **words)
            source = f"Báo {1 if name in _OWN else chance.randint(1, 4)}"
            found.append(Report(f"{name}:{count}", title=name, body=body, source=source))
    return found


# Speed


def speed(given: Sequence[Report]) -> dict[str, float]:
    """Return the rate of a search for the stories of all reports, and what it adds."""
    with _catalogue(given) as (catalogue, file):
        with catalogue._database.writing() as connection:
            for name in ("story_members", "story_pairs", "story_hashes", "story_texts"):
                connection.execute(text(f"DELETE FROM {name}"))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, done, last = time.process_time(), 0, 0
        while (made := catalogue.stories.update(after=last))[0]:
            done, last = done + made[0], made[1]
        seconds = time.process_time() - began
        with catalogue._database.reading() as connection:
            pages = text("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%story%'")
            size = connection.execute(pages).scalar_one()
        whole = os.path.getsize(file)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {
        "reports a second": round(done / seconds),
        "bytes a report": round(size / done),
        "share of the catalogue": round(size / whole, 3),
        "memory, MB": round(grown / 1024),
    }


@click.command()
@click.option("--data", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--half", type=click.Choice(["even", "odd"]), default="odd", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--copies", "number", type=int, default=2000, show_default=True)
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the rows here too.")
def main(data: Path, half: str, seed: int, number: int, output: Path | None) -> None:
    """Measure and print the four tables."""
    given = read(data)
    rows: dict[str, Any] = {"real": real(given)}
    click.echo(f"{len(given):,} real reports: {rows['real']}")
    chance = random.Random(seed)
    made = copies(given[half == "odd" :: 2], number, chance)
    rows["copies"] = recall(made)
    click.echo(
        f"\ncopies of {half} reports, seed {seed}{'':<24}{'copies':>8}{'pairs':>8}{'groups':>8}"
    )
    for row in rows["copies"]:
        shares = (row["pairs"] / row["copies"], row["groups"] / row["copies"])
        click.echo(f"{row['way']:<55}{row['copies']:>8,}{shares[0]:>8.3f}{shares[1]:>8.3f}")
    with _catalogue(forms(given, 300, chance)) as (catalogue, _file):
        rows["forms"] = Counter(sorted(pair)[0].split(":")[0] for pair in _same(catalogue))
    click.echo(f"\n{300 * len(_FORMS):,} forms: pairs {dict(rows['forms']) or 'none'}")
    rows["speed"] = speed(given)
    click.echo(f"\nspeed: {rows['speed']}")
    if output:
        output.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
