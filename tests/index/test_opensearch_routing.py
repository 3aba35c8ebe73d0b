"""The shard of a routing value, as OpenSearch computes it."""

import pytest

from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch.storage.routing import routings, shard_of
from tools.cluster import opensearch


def test_values_are_routed_as_opensearch_3_8_routes_them() -> None:
    # GET /index/_search_shards?routing=N on an index of three shards.
    assert [shard_of(str(number), 3) for number in range(8)] == [1, 2, 1, 1, 1, 0, 2, 0]


@pytest.mark.parametrize("shards", [1, 2, 3, 7, 132, 1100])
def test_every_shard_has_a_routing_value(shards: int) -> None:
    assert [shard_of(each, shards) for each in routings(shards)] == [*range(shards)]


@pytest.mark.cluster
@pytest.mark.skipif(bool(opensearch.missing()), reason=opensearch.missing())
@pytest.mark.parametrize("shards", [2, 7])
def test_cluster_routes_alike(shards: int) -> None:
    engine = OpenSearchEngine.from_url(opensearch.url([opensearch.shared()], f"r{shards}"))
    try:
        settings = {"number_of_shards": shards, "number_of_replicas": 0}
        engine._client.send("PUT", f"/routed-{shards}", {"settings": settings})
        for written in (*routings(shards), "đ", "99999"):
            path = f"/routed-{shards}/_search_shards"
            answer = engine._client.send("GET", path, routing=written)
            assert answer["shards"][0][0]["shard"] == shard_of(written, shards)
    finally:
        engine._client.send("DELETE", f"/routed-{shards}")
        engine.close()
