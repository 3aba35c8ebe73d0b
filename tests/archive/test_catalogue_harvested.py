"""The addresses of harvests in the catalogue: which are due, and what a list changes."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from archive.catalogue import Harvested, HarvestedAddresses, open_catalogue

ROOT = "https://bao.example/sitemap.xml"
LIST = Harvested(ROOT, ROOT, state="list")


@pytest.fixture
def addresses(catalogue_url: str) -> Iterator[HarvestedAddresses]:
    with closing(open_catalogue(catalogue_url)) as catalogue:
        yield catalogue.harvested


def pages(count: int, **facts: str) -> list[Harvested]:
    return [
        Harvested(f"https://bao.example/tin/{number}", ROOT, number, **facts)  # type: ignore[arg-type]
        for number in range(count)
    ]


def test_pages_are_due_in_their_order_although_they_are_stored_meanwhile(
    addresses: HarvestedAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.catalogue.harvested._CHUNK", 50)
    addresses.store_list(LIST, pages(120))
    assert addresses.count_due(ROOT) == 120
    found = []
    for page in addresses.due(ROOT):
        found.append(page.position)
        addresses.store(replace(page, state="failed", failures=1))
    assert found == list(range(120))


@pytest.mark.parametrize(
    ("before", "named", "state"),
    [
        ({"state": "fetched", "modified": "1"}, "1", "fetched"),
        ({"state": "fetched", "modified": "1"}, "2", "waiting"),
        ({"state": "fetched", "modified": "1"}, "", "fetched"),
        ({"state": "list page", "modified": "1"}, "2", "list page"),
        ({"state": "failed", "modified": "1", "failures": 9}, "2", "waiting"),
        ({"state": "list"}, "2", "list"),
    ],
)
def test_list_that_names_a_known_page_again(
    addresses: HarvestedAddresses, before: dict[str, str], named: str, state: str
) -> None:
    [page] = pages(1)
    addresses.store(replace(page, etag='"e"', **before))  # type: ignore[arg-type]
    addresses.store_list(LIST, [replace(page, modified=named)])
    after = addresses.known([page.address])[page.address]
    assert (after.state, after.etag) == (state, '"e"')


def test_page_that_another_list_left_waiting_is_due_for_this_one(
    addresses: HarvestedAddresses,
) -> None:
    addresses.store_list(LIST, pages(2))
    other = "https://bao.example/rss"
    feed = Harvested(other, other, state="list")
    addresses.store_list(feed, [replace(pages(1)[0], list=other)])
    assert [page.position for page in addresses.due(other)] == [0]
    assert [page.position for page in addresses.due(ROOT)] == [1]


def test_list_counts_as_unread_until_it_is_stored_itself(addresses: HarvestedAddresses) -> None:
    child = Harvested("https://bao.example/2026.xml", ROOT, state="list", modified="2026-11-03")
    addresses.store_list(LIST, [child])
    assert [each.modified for each in addresses.lists(ROOT) if each.address != ROOT] == [""]
    addresses.store_list(child, [])
    assert addresses.known([child.address])[child.address].modified == "2026-11-03"
