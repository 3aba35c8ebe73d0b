"""The indexes that stand under one name in a cluster, and which of them readers see.

The name is an alias of one index; a new one is built beside it, and the alias moves over when it
is done. What an index holds stands in its mapping, as `_meta`. Each index has an alias of its own
as well, under which it is written.
"""

import re
import time
from dataclasses import asdict
from secrets import token_hex
from typing import Any

from index.engines.opensearch import mapping
from index.engines.opensearch.client import Address, Client, Missing, Refused
from index.engines.opensearch.snapshot import Contents
from index.errors import IndexingError
from index.language import analysis

__all__ = ["Indexes"]

Json = dict[str, Any]

# Seconds for which an index that was replaced is kept, for those who still read from it.
_KEPT = 15 * 60
# Seconds after which an index that was never finished is taken for abandoned: 100 million reports
# at a thousand a second are under way for longer than a day.
_ABANDONED = 7 * 24 * 60 * 60


class Indexes:
    """The indexes of one name."""

    def __init__(self, client: Client, address: Address) -> None:
        self._client = client
        self._address = address
        self._name = address.name

    def current(self) -> Contents | None:
        """What the index that readers see holds; None where there is none."""
        try:
            # Each node knows by itself; a commit returns when all do.
            found = self._client.send(
                "GET", f"/{self._name}/_mapping", local="true", filter_path="*.mappings._meta"
            )
        except Missing:
            return None
        if len(found) != 1 or self._name in found:
            raise IndexingError(f"{self._name!r} in OpenSearch is no alias of one index of ours")
        ((index, told),) = found.items()
        meta = told["mappings"].get("_meta", {})
        return Contents(
            index,
            str(meta.get("analysis", "")),
            int(meta.get("revision", 0)),
            str(meta.get("generation", "")),
        )

    def create(self) -> str:
        """An empty index that readers do not see; its name."""
        index = f"{self._name}-{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{token_hex(4)}"
        try:
            self._client.send(
                "PUT",
                f"/{index}",
                {
                    "settings": {
                        "index": mapping.settings(self._address.shards, self._address.replicas)
                    },
                    "mappings": mapping.mapping(),
                    "aliases": {writing(index): {}},
                },
                # With no replica yet, what is written would be lost with one node.
                wait_for_active_shards="all",
                timeout="30s",
            )
        except Refused as error:
            # Nobody else makes one of that name: an answer was lost, and the request sent again.
            if "resource_already_exists_exception" not in str(error):
                raise
        return index

    def tell(self, index: str, revision: int) -> None:
        """Let an index say which revision it holds, as a new generation."""
        told = Contents("", analysis.VERSION, revision, f"{revision}-{token_hex(6)}")
        meta = {name: value for name, value in asdict(told).items() if name != "index"}
        self._client.send("PUT", f"/{index}/_mapping", {"_meta": meta})

    def refresh(self, index: str) -> None:
        """Show readers what was written."""
        answer = self._client.send("POST", f"/{index}/_refresh")
        if answer["_shards"]["failed"]:
            raise IndexingError(f"not every shard of {index} shows what was written")

    def show(self, index: str) -> None:
        """Let readers see an index instead of the one that they saw."""
        actions: list[Json] = [
            {"remove": {"index": f"{self._name}-*", "alias": self._name, "must_exist": False}},
            {"add": {"index": index, "alias": self._name}},
        ]
        self._client.send("POST", "/_aliases", {"actions": actions})

    def remove(self, index: str) -> None:
        """Remove an index."""
        self._client.send("DELETE", f"/{index}", ignore_unavailable="true")

    def sweep(self) -> None:
        """Remove indexes that were replaced, or never finished, a while ago."""
        found = self._client.send("GET", f"/{self._name}-*", ignore_unavailable="true")
        # Beside ours there may be those of another name that begins like this one.
        ours = {index: told for index, told in found.items() if self._is_ours(index)}
        shown = max(
            (_created(told) for told in ours.values() if self._name in told["aliases"]), default=0
        )
        now = time.time()
        for index, told in ours.items():
            if writing(index) not in told["aliases"] or self._name in told["aliases"]:
                continue
            meta = told["mappings"].get("_meta", {})
            if not (meta.get("generation") and _created(told) < shown):
                if now - _created(told) > _ABANDONED:
                    self.remove(index)
            elif "replaced" not in meta:
                # Noted, since the one in its place may have been created long before it was shown.
                noted = {**meta, "replaced": round(now)}
                self._client.send("PUT", f"/{index}/_mapping", {"_meta": noted})
            elif now - meta["replaced"] > _KEPT:
                self.remove(index)

    def _is_ours(self, index: str) -> bool:
        """Whether `create` gave an index its name."""
        return bool(re.fullmatch(re.escape(self._name) + r"-\d{14}-[0-9a-f]{8}", index))


def writing(index: str) -> str:
    """The alias under which an index is written."""
    return f"{index}-writing"


def _created(told: Json) -> float:
    """When an index was created, in seconds since 1970."""
    return int(told["settings"]["index"]["creation_date"]) / 1000
