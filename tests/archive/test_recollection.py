"""Facts remembered of a catalogue are those that it holds."""

from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest
from sqlalchemy import Connection

from archive.catalogue import Catalogue, Entry, open_catalogue
from archive.catalogue.database import Database
from archive.catalogue.recollection import Recollection
from index.report import Original, Report


@pytest.fixture
def catalogue(tmp_path) -> Iterator[Catalogue]:
    with closing(open_catalogue(f"sqlite:///{tmp_path}/catalogue.sqlite", create=True)) as opened:
        yield opened


def entry(identifier: str, section: str) -> Entry:
    original = Original(identifier.encode(), "text/plain", identifier)
    return Entry(Report(identifier, "Dân vận khéo", section=(section,), original=original))


class Reading:
    """A reading of values that counts how often it is asked for each key."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, connection: Connection, keys: Sequence[str]) -> dict[str, str]:
        self.asked += keys
        return {key: key.upper() for key in keys if key != "none"}


@pytest.fixture
def database(catalogue, tmp_path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{tmp_path}/catalogue.sqlite")) as opened:
        yield opened


def test_a_value_is_read_once_in_a_state(database: Database) -> None:
    recollection, read = Recollection(database), Reading()
    for _ in range(2):
        with database.sharing(), database.reading() as connection:
            found = recollection.values(connection, read, ["a", "none"])
            assert found == {"a": "A"}
    assert read.asked == ["a", "none"]


def test_after_a_change_everything_is_read_again(catalogue: Catalogue, database: Database) -> None:
    recollection, read = Recollection(database), Reading()
    for _ in range(2):
        with database.sharing(), database.reading() as connection:
            recollection.values(connection, read, ["a"])
        catalogue.reports.put([entry("a", "Xã hội")])
    assert read.asked == ["a", "a"]


def test_nothing_is_remembered_where_the_state_is_not_known(database: Database) -> None:
    recollection, read = Recollection(database), Reading()
    for _ in range(2):
        with database.reading() as connection:
            recollection.values(connection, read, ["a"])
    assert read.asked == ["a", "a"]


def test_reports_have_the_sections_and_names_of_the_present_state(catalogue: Catalogue) -> None:
    catalogue.reports.put([entry("a", "Xã hội")])
    with catalogue.sharing():
        assert catalogue.reports.without_persons(["a", "b"])[0].section == ("Xã hội",)
    catalogue.reports.put([entry("b", "xã hội"), entry("c", "Thể thao")])
    expected = catalogue.reports.many(["a", "b", "c"])
    with catalogue.sharing():
        assert catalogue.reports.without_persons(["a", "b", "c"]) == expected
