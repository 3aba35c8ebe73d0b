"""The indexes of one name in a cluster, and which of them readers see.

Readers know an index by an alias, which is the name with the layout of the mapping (`khobao.2`). A
new index is built next to it, and the alias is moved to it when it is complete. Programs of another
layout read another alias, and so keep the index that they can read until they are restarted. What
an index contains is recorded in its mapping, as `_meta`. Each index has an alias of its own too,
through which it is written.
"""

import re
import time
from dataclasses import asdict, dataclass
from secrets import token_hex
from typing import Any

from index.engines.opensearch.connection.address import Address
from index.engines.opensearch.connection.client import WRITING, Client, Missing, Refused
from index.engines.opensearch.storage import mapping, words
from index.errors import IndexingError
from index.language import analysis

__all__ = ["Contents", "Indexes", "writing_alias"]

Json = dict[str, Any]

# Seconds for which an index that was replaced is kept, for readers that still use it.
_KEPT = 15 * 60
# Seconds after which an index that was never completed counts as abandoned. To build one of 100
# million reports at a thousand a second takes more than a day.
_ABANDONED = 7 * 24 * 60 * 60


@dataclass(frozen=True)
class Contents:
    """The contents of an index, as recorded in its mapping.

    `index`: its name in the cluster. `analysis`: the version of the analysis. `revision`: of the
    catalogue. `generation`: a name that each commit changes. `mark`: of the state of the catalogue
    that was read. `offset`: what is added to a revision to make the version of a document; it grows
    when the revision becomes smaller. `shards`: the number of its shards.
    """

    index: str
    analysis: str
    revision: int
    generation: str
    mark: str = ""
    offset: int = 0
    shards: int = 1


class Indexes:
    """The indexes of one name."""

    def __init__(self, client: Client, address: Address) -> None:
        self._client = client
        self._address = address
        self._name = address.name
        self._alias = f"{address.name}.{mapping.LAYOUT}"

    def current(self) -> Contents | None:
        """Return the contents of the index that readers see; None if there is none."""
        try:
            # Every node knows the mapping; a commit returns only after all nodes do.
            found = self._client.send(
                "GET",
                f"/{self._alias}/_mapping",
                light=True,
                complete=_is_mapping,
                local="true",
                filter_path="*.mappings._meta",
            )
        except Missing:
            return None
        if len(found) != 1 or self._alias in found:
            raise IndexingError(f"{self._alias!r} in OpenSearch is not an alias of one index")
        ((index, described),) = found.items()
        meta = described["mappings"].get("_meta", {})
        return Contents(
            index,
            str(meta.get("analysis", "")),
            int(meta.get("revision", 0)),
            str(meta.get("generation", "")),
            str(meta.get("mark", "")),
            int(meta.get("offset", 0)),
            int(meta.get("shards", 1)),
        )

    def create(self) -> str:
        """Create an empty index that readers do not see; return its name."""
        index = f"{self._name}-{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{token_hex(4)}"
        replicas = self._address.replicas
        self._create(words.words_of(index), words.described(replicas))
        described = {
            "settings": {"index": mapping.settings(self._address.shards, replicas)},
            "mappings": mapping.mapping(),
        }
        self._create(index, described)
        return index

    def _create(self, index: str, described: Json) -> None:
        """Create an index with an alias to write through."""
        try:
            self._client.send(
                "PUT",
                f"/{index}",
                {**described, "aliases": {writing_alias(index): {}}},
                # Until it has a replica, what is written would be lost with one node.
                deadline=WRITING,
                wait_for_active_shards="all",
                timeout="30s",
            )
        except Refused as error:
            # The name is unique, so the index exists because the request was sent twice: the
            # first answer was lost.
            if "resource_already_exists_exception" not in str(error):
                raise

    def record(
        self, index: str, revision: int, mark: str, offset: int = 0, shards: int = 0
    ) -> None:
        """Record the revision that an index contains, as a new generation.

        `shards`: of the index; 0 for those of an index that was created with this address.
        """
        generation = f"{revision}-{token_hex(6)}"
        of = shards or self._address.shards
        contents = Contents("", analysis.VERSION, revision, generation, mark, offset, of)
        meta = {name: value for name, value in asdict(contents).items() if name != "index"}
        self._client.send("PUT", f"/{index}/_mapping", {"_meta": meta}, deadline=WRITING)

    def refresh(self, index: str) -> None:
        """Make what was written visible to searches."""
        answer = self._client.send(
            "POST",
            f"/{index}/_refresh",
            deadline=WRITING,
            complete=lambda answer: "_shards" in answer,
        )
        if answer["_shards"]["failed"]:
            raise IndexingError(f"not every shard of {index} could be refreshed")

    def merge(self, index: str) -> None:
        """Let the cluster begin to merge each shard into one segment, so that searches cost less.

        It takes about a tenth of the time that it took to write the index.
        """
        both = f"{index},{words.words_of(index)}"
        self._client.send(
            "POST", f"/{both}/_forcemerge", max_num_segments="1", wait_for_completion="false"
        )

    def show(self, index: str) -> None:
        """Move the alias that readers use to an index."""
        actions: list[Json] = [
            {"remove": {"index": f"{self._name}-*", "alias": self._alias, "must_exist": False}},
            {"add": {"index": index, "alias": self._alias}},
        ]
        self._client.send("POST", "/_aliases", {"actions": actions}, deadline=WRITING)

    def remove(self, index: str) -> None:
        """Remove an index with its list of words."""
        both = f"{index},{words.words_of(index)}"
        self._client.send("DELETE", f"/{both}", deadline=WRITING, ignore_unavailable="true")

    def sweep(self) -> None:
        """Remove indexes replaced at least `_KEPT` ago, or abandoned."""
        found = self._client.send(
            "GET", f"/{self._name}-*", complete=_is_description, ignore_unavailable="true"
        )
        # The pattern also matches indexes of a name that begins like ours.
        ours = {index: described for index, described in found.items() if self._is_ours(index)}
        shown = max(
            (_created(each) for each in ours.values() if self._alias in each["aliases"]), default=0
        )
        now = time.time()
        for index, described in ours.items():
            aliases, meta = described["aliases"], described["mappings"].get("_meta", {})
            if writing_alias(index) not in aliases or self._alias in aliases:
                continue
            if not (meta.get("generation") and _created(described) < shown):
                if now - _created(described) > _ABANDONED:
                    self.remove(index)
            elif "replaced" not in meta:
                # The time is recorded now. The age of the new index would not do, since it may have
                # been created long before it was shown.
                noted = {**meta, "replaced": round(now)}
                self._client.send("PUT", f"/{index}/_mapping", {"_meta": noted}, deadline=WRITING)
            elif now - meta["replaced"] > _KEPT:
                self.remove(index)

    def _is_ours(self, index: str) -> bool:
        """Return True if `create` made the name of an index."""
        return bool(re.fullmatch(re.escape(self._name) + r"-\d{14}-[0-9a-f]{8}", index))


def writing_alias(index: str) -> str:
    """Return the alias through which an index is written."""
    return f"{index}-writing"


def _is_mapping(answer: Json) -> bool:
    """Return True if an answer describes indexes, as only OpenSearch does."""
    return bool(answer) and all(
        isinstance(each, dict) and isinstance(each.get("mappings"), dict)
        for each in answer.values()
    )


def _is_description(answer: Json) -> bool:
    """Return True if an answer describes indexes in full; there may be none."""
    return all(
        isinstance(each, dict) and {"aliases", "mappings", "settings"} <= each.keys()
        for each in answer.values()
    )


def _created(described: Json) -> float:
    """Return when an index was created, in seconds since 1970."""
    return int(described["settings"]["index"]["creation_date"]) / 1000
