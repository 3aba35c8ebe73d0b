"""Layouts of the catalogue: created from the tables, upgraded by steps, refused if unknown."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from archive.catalogue import (
    SCHEMA,
    Appearance,
    Entry,
    migration,
    open_catalogue,
    schema,
    upgrade_catalogue,
)
from archive.catalogue.tables import metadata
from archive.errors import CatalogueNotFound, CatalogueUnsuitable
from archive.reversion import Revert
from archive.withdrawal.decisions import Reinstate, Withdraw
from index.report import Report
from tests.khobao import Khobao

# Layout → what takes a catalogue back to the layout before it.
_BACK = {
    8: ("DROP INDEX reports_withdrawn", "ALTER TABLE reports RENAME COLUMN withdrawn TO deleted"),
    7: (
        "DROP TABLE newspaper_spellings",
        "DROP TABLE section_spellings",
        "DROP TABLE section_names",
        "DROP INDEX IF EXISTS versions_by_source",
    ),
    6: ("DROP TABLE corrected",),
    5: (
        "DROP TABLE story_members",
        "DROP TABLE story_pairs",
        "DROP TABLE story_hashes",
        "DROP TABLE story_texts",
        # It joined layout 7 later.
        "DROP TABLE name_words",
    ),
}

_STEP = '''\
"""The next layout."""

from alembic import op
from sqlalchemy import Column, Text

revision = "layout_{next}"
down_revision = "layout_{current}"


def upgrade() -> None:
    op.add_column("persons", Column("note", Text))
'''


@pytest.fixture
def url(database_url: str) -> str:
    """An empty catalogue of the current layout."""
    open_catalogue(database_url, create=True).close()
    return database_url


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def next_layout(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Make the program need a newer layout than that of `url`; return the number of the layout."""
    step = _STEP.format(current=SCHEMA, next=SCHEMA + 1)
    (tmp_path / f"layout_{SCHEMA + 1}.py").write_text(step, "utf-8")
    monkeypatch.setattr(migration, "_STEPS", [*migration._STEPS, str(tmp_path)])
    monkeypatch.setattr(schema, "SCHEMA", SCHEMA + 1)
    return SCHEMA + 1


def _take_back(connection: Connection, layout: int) -> None:
    """Give a catalogue of the current layout an earlier one."""
    for number in range(SCHEMA, layout, -1):
        for statement in _BACK[number]:
            connection.execute(text(statement))
    connection.execute(text(f"UPDATE head SET schema = {layout}"))
    migration.stamp(connection, layout)


def _columns(engine: Engine) -> list[str]:
    return [column["name"] for column in inspect(engine).get_columns("persons")]


def test_new_catalogue_is_laid_out_as_the_tables_say(engine: Engine) -> None:
    def for_this_database(item: Any, *_rest: object) -> bool:
        return str(item.info.get("only", engine.dialect.name)) == engine.dialect.name

    with engine.connect() as connection:
        options = {"include_object": for_this_database}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == f"layout_{SCHEMA}"


@pytest.mark.parametrize(
    "lacking",
    [
        (),
        ("DROP TABLE harvested",),
        ("DROP TABLE harvested", "ALTER TABLE refusals DROP COLUMN is_list_page"),
    ],
)
def test_layout_4_gets_the_tables_and_columns_that_it_lacks(
    url: str, engine: Engine, lacking: tuple[str, ...]
) -> None:
    with closing(open_catalogue(url)) as catalogue:
        catalogue.reports.put([Entry(Report("bao:1", title="Tin"), (Appearance("Lê Thơ"),))])
    with engine.begin() as connection:
        _take_back(connection, 4)
        for statement in lacking:
            connection.execute(text(statement))
    assert upgrade_catalogue(url) == 4
    test_new_catalogue_is_laid_out_as_the_tables_say(engine)
    with closing(open_catalogue(url)) as catalogue:
        assert catalogue.reports.get("bao:1") is not None
        assert catalogue.stories.outdated() == 1
        assert [person.name for person in catalogue.persons.matching("tho")] == ["Lê Thơ"]


@pytest.mark.parametrize("layout", [5, 6, 7])
def test_older_layout_keeps_its_reports_and_decisions(
    url: str, engine: Engine, layout: int
) -> None:
    report = Report("bao:1", title="Tin", source="VN Express", section=("THỂ THAO",))
    with closing(open_catalogue(url)) as catalogue:
        catalogue.reports.put([Entry(report), Entry(Report("bao:2", title="Rút"))])
        catalogue.decisions.add([Revert("bao:1", 1), Withdraw("bao:2")], by="Lê Thơ")
        shown = catalogue.reports.get("bao:1")
    with engine.begin() as connection:
        _take_back(connection, layout)
    with pytest.raises(CatalogueUnsuitable, match=f"has layout {layout}.*khobao upgrade"):
        open_catalogue(url)
    assert upgrade_catalogue(url) == layout
    test_new_catalogue_is_laid_out_as_the_tables_say(engine)
    with closing(open_catalogue(url)) as catalogue:
        assert catalogue.reports.get("bao:1") == shown == replace(
            report, source="VnExpress", section=("Thể thao",)
        )  # fmt: skip
        assert [each.by for each in catalogue.decisions.log()] == 2 * ["Lê Thơ"]
        counts = catalogue.counts()
        assert (counts.reports, counts.withdrawn) == (1, 1)
        catalogue.decisions.add([Reinstate("bao:2")])
        assert catalogue.reports.get("bao:2") is not None


def test_older_catalogue_is_refused_with_the_way_out(url: str, next_layout: int) -> None:
    for create in (False, True):
        with pytest.raises(CatalogueUnsuitable, match=rf"needs {next_layout}.*khobao upgrade"):
            open_catalogue(url, create=create)


def test_step_upgrades_a_catalogue_once(url: str, engine: Engine, next_layout: int) -> None:
    assert upgrade_catalogue(url) == SCHEMA
    assert "note" in _columns(engine)
    open_catalogue(url).close()
    assert upgrade_catalogue(url) == next_layout


@pytest.mark.usefixtures("next_layout")
def test_upgrade_that_fails_changes_nothing(
    url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("no more room")

    with monkeypatch.context() as failing:
        failing.setattr(migration, "update", fail)
        with pytest.raises(RuntimeError, match="no more room"):
            upgrade_catalogue(url)
    assert "note" not in _columns(engine)
    assert upgrade_catalogue(url) == SCHEMA


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        (3, r"layout 3.*never released.*import the files again"),
        (99, r"layout 99.*newer version"),
    ],
)
@pytest.mark.parametrize("open_", [open_catalogue, upgrade_catalogue])
def test_unknown_layout_is_left_alone(
    url: str, engine: Engine, open_: Callable[[str], object], layout: int, message: str
) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE head SET schema = {layout}"))
    with pytest.raises(CatalogueUnsuitable, match=message):
        open_(url)


def test_missing_catalogue_is_not_upgraded(database_url: str) -> None:
    with pytest.raises(CatalogueNotFound):
        upgrade_catalogue(database_url)


def test_upgrade_command_names_both_layouts(khobao: Khobao) -> None:
    open_catalogue(f"sqlite:///{khobao.folder}/archive/catalogue.sqlite", create=True).close()
    assert f"has layout {SCHEMA}, with all its tables" in khobao("upgrade").stdout
    expected = {"before": SCHEMA, "layout": SCHEMA, "persons_outdated": 0, "stories_outdated": 0}
    assert json.loads(khobao("upgrade", "--json").stdout) == expected


def test_table_that_joined_the_layout_later_is_added(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE head SET revision = 7"))
        connection.execute(text("DROP TABLE lineage"))
    with pytest.raises(CatalogueUnsuitable, match=r"no table 'lineage'.*khobao upgrade"):
        open_catalogue(url)
    assert upgrade_catalogue(url) == SCHEMA
    with closing(open_catalogue(url)) as catalogue:
        assert catalogue.changes.mark().startswith("7-")


def test_table_without_its_columns_is_refused_with_the_way_out(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE origins DROP COLUMN notes"))
    with pytest.raises(CatalogueUnsuitable, match="'origins' has no 'notes'; make a new archive"):
        upgrade_catalogue(url)
