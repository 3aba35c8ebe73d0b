"""An earlier version of a report that librarians show again, by a decision that can be undone."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.catalogue import Catalogue, open_catalogue
from archive.config import load
from archive.decision import Undo
from archive.errors import DecisionInvalid, ReportNotFound
from archive.indexing import catch_up
from archive.ingest import Tally, ingest
from archive.reversion import Revert
from archive.web import create_app
from index.query import Query
from index.report import Original, Report
from tests.khobao import RECORDS, Khobao
from tests.reference import ReferenceEngine


@pytest.fixture
def catalogue(catalogue_url: str) -> Iterator[Catalogue]:
    """A catalogue with a report in three versions, the persons of which differ."""
    with closing(open_catalogue(catalogue_url)) as opened:
        for body in ("Thủ tướng Nguyễn Xuân Phúc đến.", "Không ai đến.", "Mưa to."):
            _import(opened, body)
        yield opened


def _import(catalogue: Catalogue, body: str) -> Tally:
    original = Original(body.encode(), "text/plain", f"/{body}")
    *_, tally = ingest(catalogue, [Report("bao:7", body=body, original=original)], workers=0)
    return tally


def _shown(catalogue: Catalogue) -> str:
    report = catalogue.reports.get("bao:7")
    assert report is not None
    return report.body


def test_reverted_report_is_shown_and_indexed_in_the_chosen_version(catalogue: Catalogue) -> None:
    engine = ReferenceEngine()
    catch_up(catalogue, engine)
    catalogue.decisions.add([Revert("bao:7", 2)], by="Thu", why="sai")
    assert _shown(catalogue) == "Không ai đến."
    assert [each.current for each in catalogue.reports.versions("bao:7")] == [False, True, False]
    assert catch_up(catalogue, engine) == 1
    assert engine.count(Query("không ai", match="all")) == 1
    assert engine.count(Query("mưa to", match="all")) == 0


@pytest.mark.parametrize("body", ["Mưa to.", "Không ai đến.", "Thủ tướng Nguyễn Xuân Phúc đến."])
def test_reversion_outlives_the_import_of_any_known_version(
    catalogue: Catalogue, body: str
) -> None:
    catalogue.decisions.add([Revert("bao:7", 2)])
    revision = catalogue.changes.revision()
    assert _import(catalogue, body) == Tally(read=1, same=1)
    assert _shown(catalogue) == "Không ai đến."
    assert catalogue.changes.revision() == revision


def test_new_version_of_a_reverted_report_is_kept_and_not_shown(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Revert("bao:7", 1)])
    assert _import(catalogue, "Bản mới.") == Tally(read=1, reverted=1)
    assert _import(catalogue, "Bản mới.") == Tally(read=1, same=1)
    assert _import(catalogue, "Bản mới nữa.") == Tally(read=1, reverted=1)
    assert _shown(catalogue) == "Thủ tướng Nguyễn Xuân Phúc đến."
    assert [each.ordinal for each in catalogue.reports.versions("bao:7")] == [1, 2, 3, 4, 5]
    catalogue.decisions.add([Undo(1)])
    assert _shown(catalogue) == "Bản mới nữa."
    assert _import(catalogue, "Bản cuối.") == Tally(read=1, changed=1)
    assert _shown(catalogue) == "Bản cuối."


def test_reversion_is_undone_and_redone(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Revert("bao:7", 1)])
    catalogue.decisions.add([Revert("bao:7", 2)])
    catalogue.decisions.add([Undo(2)])
    assert _shown(catalogue) == "Thủ tướng Nguyễn Xuân Phúc đến."
    catalogue.decisions.add([Undo(1)])
    assert _shown(catalogue) == "Mưa to."
    catalogue.decisions.add([Undo(4)])
    assert _shown(catalogue) == "Thủ tướng Nguyễn Xuân Phúc đến."


def test_version_that_does_not_exist_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(DecisionInvalid, match="no version 4; the newest is 3"):
        catalogue.decisions.add([Revert("bao:7", 4)])
    with pytest.raises(ReportNotFound, match="bao:8"):
        catalogue.decisions.add([Revert("bao:8", 1)])
    assert catalogue.decisions.log() == []


def test_command_reverts_a_report_on_pages_and_finds_its_persons(filled: Khobao) -> None:
    later = RECORDS[0] | {"body": "Không ai đến."}
    filled("import", filled.write(later, name="later.jsonl"), "--workers", "0")
    config = load(Path(filled.folder) / "archive", {})
    reverted = filled("revert", "bao:1", "--to", "1", "--by", "Thu")
    assert (reverted.exit_code, reverted.stdout) == (0, "1: revert bao:1 to version 1\n")
    client = create_app(config).test_client()
    assert "dân vận khéo" in client.get("/bai/bao:1").text
    assert "Nguyễn Xuân Phúc" in filled("show", "bao:1").stdout.splitlines()[-2]
    assert "Không ai đến." in client.get("/phien-ban/2/bao:1").text
    versions = json.loads(filled("show", "bao:1", "--versions", "--json").stdout)
    assert [each["current"] for each in versions] == [True, False]
    assert filled("search", "dân vận khéo", "--match", "all").exit_code == 0
    filled("persons", "undo", "1")
    assert "Không ai đến." in create_app(config).test_client().get("/bai/bao:1").text
    assert filled("verify").exit_code == 0
