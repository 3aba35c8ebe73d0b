"""A harvest: lists are read, and the pages that they name fetched if they are new.

What is known of an address is in the catalogue. It is stored after the page was, so that a
harvest that is interrupted fetches at most one page again.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from archive.catalogue import Harvested, HarvestedAddresses
from archive.catalogue.harvested import is_due, merged
from archive.errors import HarvestImpossible
from archive.harvest import lists
from archive.harvest.address import absolute
from archive.harvest.client import Response
from archive.harvest.failure import FetchFailed, HostPaused
from archive.harvest.fetcher import Fetcher
from archive.harvest.lists import Named, NoList
from archive.harvest.page import read_page
from archive.importers.refusal import MAX_RECORD, Refusal
from index.report import Report

__all__ = ["Harvest", "Page", "Progress"]

# Three decades of a newspaper with a sitemap for each day have half as many.
_MOST_LISTS = 20_000


@dataclass(frozen=True)
class Page:
    """The outcome for an address.

    `record`: a report or refusal; None where a page is as it was, and for a list that was read.
    """

    address: str
    record: Report | Refusal | None


@dataclass
class Progress:
    """Counts of a harvest, and its problems for people to read.

    `lists`: those that were fetched, `same_lists`: those that are as they were. `named`: pages that
    the fetched lists name. `paused`: pages of hosts that are not asked any more in this run.
    """

    lists: int = 0
    same_lists: int = 0
    named: int = 0
    paused: int = 0
    problems: list[str] = field(default_factory=list)

    def note(self, problem: object) -> None:
        """Add a problem unless it is known."""
        if str(problem) not in self.problems:
            self.problems.append(str(problem))


class Harvest:
    """Fetches what a feed or sitemap names: first `read_lists`, then `pages`."""

    def __init__(
        self,
        addresses: HarvestedAddresses,
        fetcher: Fetcher,
        address: str,
        *,
        since: str = "",
        again: bool = False,
    ) -> None:
        """`since`: the date, ISO 8601, before which pages and lists are left out.

        What has no date is taken. `again`: known pages are fetched, too, if they have changed.
        Raise `HarvestImpossible` if `address` is not a web address.
        """
        self._addresses, self._fetcher = addresses, fetcher
        self._since, self._again = since, again
        try:
            self._root = absolute(address)
        except FetchFailed as error:
            raise HarvestImpossible(f"{error}; it must begin with https:// or http://") from error
        self.progress = Progress()

    def read_lists(self) -> Iterator[Page]:
        """Read the feed or sitemap and those that it names, and store the addresses in them.

        Yield the outcome of each. Raise `HarvestImpossible` where the first one fails.
        """
        for known, read in self._lists(conditional=True):
            if not isinstance(read, Refusal):
                self._addresses.store_list(known, read)
            yield Page(known.address, read if isinstance(read, Refusal) else None)

    def plan(self) -> Iterator[Harvested]:
        """Read the lists and yield the pages that would be fetched; store nothing.

        Raise `HarvestImpossible`.
        """
        for _list, read in self._lists(conditional=False):
            if not isinstance(read, Refusal):
                known = self._addresses.known([each.address for each in read])
                after = (merged(each, known.get(each.address)) for each in read)
                yield from (each for each in after if is_due(each, again=self._again))

    def count(self) -> int:
        """Return the number of pages to be fetched."""
        return self._addresses.count_due(self._root, again=self._again)

    def pages(self, limit: int) -> Iterator[Page]:
        """Fetch at most `limit` pages that are due and yield their outcomes.

        A page counts as stored when the next is asked for.
        """
        fetched = 0
        for due in self._addresses.due(self._root, again=self._again):
            if fetched == limit:
                return
            try:
                page, known = self._page(due)
            except HostPaused as error:
                self.progress.paused += 1
                self.progress.note(error)
                continue
            yield page
            self._addresses.store(known)
            fetched += 1

    def _lists(self, *, conditional: bool) -> Iterator[tuple[Harvested, list[Harvested] | Refusal]]:
        """Yield each list that was fetched, with the addresses that it names or its refusal."""
        known = self._addresses.known([self._root]).get(self._root)
        is_list = known is not None and known.state == "list"
        root = known if known and is_list else Harvested(self._root, self._root, state="list")
        queue, seen = deque([root]), {self._root}
        while queue:
            current = queue.popleft() if conditional else _unvalidated(queue.popleft())
            try:
                response = self._fetcher.fetch(
                    current.address, _conditions(current), lists.MOST_BYTES
                )
                if response.status == 304:
                    self.progress.same_lists += 1
                    children = self._unread_lists()
                else:
                    read, named = self._named(current, response)
                    yield read, named
                    children = [each for each in named if each.state == "list"]
            except HostPaused as error:
                self._fail(current, error)
                return
            except (FetchFailed, NoList) as error:
                self._fail(current, error)
                yield current, Refusal(str(error), current.address)
                continue
            new = [each for each in children if each.address not in seen]
            seen.update(each.address for each in new)
            queue.extend(new[: _MOST_LISTS - len(seen)])

    def _unread_lists(self) -> list[Harvested]:
        """Return the known lists that were not read since an index last named them as changed."""
        return [each for each in self._addresses.lists(self._root) if not each.modified]

    def _named(self, known: Harvested, response: Response) -> tuple[Harvested, list[Harvested]]:
        """Return a list that was fetched with its validators, and the addresses that it names."""
        listed = lists.read(response)
        for written in listed.unusable:
            self.progress.note(f"{known.address} names {written!r}, which is not a web address")
        pages, children = self._since_then(listed.pages), self._since_then(listed.lists)
        is_whole = len(pages) + len(children) == len(listed.pages) + len(listed.lists)
        # Where some were left out for their date, the list must be read again without one.
        read = _validated(known, response) if is_whole else replace(known, modified="")
        named = [*self._changed_lists(children), *self._positioned(pages)]
        self.progress.lists += 1
        self.progress.named += len(pages)
        return read, named

    def _since_then(self, named: Sequence[Named]) -> list[Named]:
        """Return what is not older than the date asked for."""
        return [each for each in named if not each.date or each.date[:10] >= self._since[:10]]

    def _positioned(self, pages: Sequence[Named]) -> Iterator[Harvested]:
        """Yield pages with their positions among all that were named in this run."""
        for position, each in enumerate(pages, self.progress.named):
            yield Harvested(each.address, self._root, position, modified=each.modified)

    def _changed_lists(self, named: Sequence[Named]) -> Iterator[Harvested]:
        """Yield lists with their validators, without those that are as they were."""
        known = self._addresses.known([each.address for each in named])
        for position, each in enumerate(named):
            before = known.get(each.address)
            if before is None or before.state != "list":
                before = Harvested(each.address, self._root, position, "list")
            if each.modified and each.modified == before.modified:
                self.progress.same_lists += 1
            else:
                yield replace(before, list=self._root, modified=each.modified)

    def _fail(self, known: Harvested, error: Exception) -> None:
        """Note that a list failed; raise `HarvestImpossible` for the first."""
        message = f"{known.address}: {error}"
        if known.address == self._root:
            raise HarvestImpossible(message + self._advice(error)) from error
        self.progress.note(message)

    def _advice(self, error: Exception) -> str:
        """Return which feeds and sitemaps a web page offers instead of itself."""
        if not isinstance(error, NoList) or not error.is_page:
            return ""
        offered = dict.fromkeys([*error.feeds, *self._fetcher.sitemaps(self._root)])
        if not offered:
            return "; look for its RSS or its sitemap.xml, or save the page and import the file"
        return "; harvest one of these instead: " + " ".join(offered)

    def _page(self, due: Harvested) -> tuple[Page, Harvested]:
        """Fetch a page; return the outcome, and what is known of its address then."""
        try:
            response = self._fetcher.fetch(due.address, _conditions(due), MAX_RECORD)
        except FetchFailed as error:
            failed = replace(due, state="failed", failures=due.failures + 1)
            return Page(due.address, Refusal(str(error), due.address)), failed
        if response.status == 304:
            return Page(due.address, None), replace(due, state="fetched", failures=0)
        record = read_page(response, due.address)
        if isinstance(record, Refusal) and record.is_list_page:
            return Page(due.address, record), replace(_validated(due, response), state="list page")
        if isinstance(record, Refusal):
            # Otherwise an importer that learns to read the page would never get it again.
            failed = replace(_unvalidated(due), state="failed", failures=due.failures + 1)
            return Page(due.address, record), failed
        fetched = replace(_validated(due, response), state="fetched", failures=0)
        return Page(due.address, record), fetched


def _validated(known: Harvested, response: Response) -> Harvested:
    """Return an address with the validators of its response (RFC 9110 §8.8)."""
    return replace(
        known, etag=response.header("ETag"), last_modified=response.header("Last-Modified")
    )


def _unvalidated(known: Harvested) -> Harvested:
    """Return an address without validators, so that it is fetched whole."""
    return replace(known, etag="", last_modified="")


def _conditions(known: Harvested) -> dict[str, str]:
    """Return the headers that ask for an address only if it has changed (RFC 9110 §13.1)."""
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}
