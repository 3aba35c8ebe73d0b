"""Properties of the engine on OpenSearch alone; the contract tests what all engines share."""

import ssl
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_hex
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from index.display.completion import complete
from index.display.suggestions import suggest
from index.engine import open_engine
from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch.connection import client
from index.engines.opensearch.connection.address import Address
from index.engines.opensearch.connection.client import Client, Lost
from index.engines.opensearch.connection.transport import HostFailed
from index.engines.opensearch.searching import (
    aggregations,
    execute,
    facets,
    questions,
    snapshot,
)
from index.engines.opensearch.storage import indexes, mapping
from index.engines.opensearch.storage.documents import document_id
from index.engines.opensearch.storage.mapping import bounded
from index.engines.opensearch.writing import writer
from index.errors import IndexLocked, IndexNotFound, IndexUnavailable, UnknownEngine
from index.planning.clauses import Term
from index.query import Query
from index.report import Report
from index.results import FacetRequest
from tests.reference import ReferenceEngine
from tools.cluster import opensearch
from tools.cluster.ports import free_ports

Json = dict[str, Any]

on_cluster = pytest.mark.skipif(bool(opensearch.missing()), reason=opensearch.missing())

REPORTS = [
    Report(
        f"r{number:03}",
        title=f"dân vận {number}",
        body="công tác dân vận khéo " * (number % 7),
        date=f"{2010 + number % 9}-0{1 + number % 9}",
        section=("Xã hội", f"Mục {number % 5}"),
        persons=tuple(f"person-{number % size}" for size in (3, 11, 40)),
    )
    for number in range(120)
]


@pytest.fixture
def url() -> Iterator[str]:
    """The URL of an index of three shards that does not exist yet."""
    name = f"t{token_hex(8)}"
    yield opensearch.url([opensearch.shared()], name) + "?shards=3"
    engine = OpenSearchEngine.from_url(opensearch.url([opensearch.shared()], name))
    engine._client.send("DELETE", f"/{name}-*")
    engine.close()


@pytest.fixture
def engine(url: str) -> Iterator[OpenSearchEngine]:
    """An engine with the reports, at revision 10."""
    made = OpenSearchEngine.from_url(url)
    made.add(REPORTS)
    made.commit(10)
    yield made
    made.close()


@pytest.fixture(scope="module")
def filled() -> Iterator[str]:
    """The URL of an index of three shards with the reports, which no test changes."""
    url = opensearch.url([opensearch.shared()], f"t{token_hex(8)}") + "?shards=3"
    made = OpenSearchEngine.from_url(url)
    made.add(REPORTS)
    made.commit(10)
    yield url
    made._client.send("DELETE", f"/{made._address.name}-*")
    made.close()


@pytest.fixture
def reader(filled: str) -> Iterator[OpenSearchEngine]:
    """An engine that knows nothing yet of an index with the reports, at revision 10."""
    made = OpenSearchEngine.from_url(filled)
    yield made
    made.close()


def identifiers(engine: OpenSearchEngine, text: str = "") -> list[str]:
    return [hit.identifier for hit in engine.scan(Query(text))]


# Addresses


def test_url_gives_hosts_index_shards_and_replicas() -> None:
    address = Address.read("opensearch://one,two:9201/kho-bao?shards=3&replicas=2", {})
    assert address.hosts == (("one", 9200), ("two", 9201))
    assert (address.name, address.shards, address.replicas, address.tls) == ("kho-bao", 3, 2, False)
    assert Address.read("opensearch+https://one/khobao", {}).tls


@pytest.mark.parametrize(
    "url",
    [
        "opensearch://one",
        "opensearch://one/Kho",
        "opensearch://one/a,b",
        "opensearch://one/*",
        "opensearch://one/_all",
        "opensearch:///khobao",
        "opensearch://one:x/khobao",
        "opensearch://[::1/khobao",
        "opensearch:khobao",
        "opensearch://one/khobao?shards=0",
        "opensearch://one/khobao?replicas=-1",
    ],
)
def test_url_that_names_no_index_is_refused(url: str) -> None:
    with pytest.raises(UnknownEngine):
        open_engine(url)


def test_secrets_come_from_the_environment_and_are_never_shown() -> None:
    secrets = {
        "KHOBAO_OPENSEARCH_USER": "lan",
        "KHOBAO_OPENSEARCH_PASSWORD": "bí-mật",
        "KHOBAO_OPENSEARCH_API_KEY": "gizli\r\n",
    }
    address = Address.read("opensearch://one/khobao", secrets)
    assert (address.user, address.password, address.key) == ("lan", "bí-mật", "gizli")
    assert "bí-mật" not in repr(address)
    assert "gizli" not in repr(address)
    with pytest.raises(UnknownEngine) as raised:
        Address.read("opensearch://lan:bí-mật@one/khobao", {})
    assert "bí-mật" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "opensearch:lan:geheim@one/khobao",
        "opensearch://lan:geheim@one/khobao",
        "opensearch://lan:geheim/khobao",
        "opensearch://one/khobao?password=geheim",
        "opensearch://one/khobao?geheim_password=x&shards=0",
        "opensearch://one/Kho?password=geheim",
        "solr://lan:geheim@one/khobao",
        "https://lan:gehe/im@one/khobao?token=geheim",
    ],
)
def test_no_error_about_a_url_contains_a_secret(url: str) -> None:
    with pytest.raises(UnknownEngine) as raised:
        open_engine(url)
    assert "geheim" not in str(raised.value).replace("'geheim_password'", "")


def test_unknown_option_of_a_url_is_named_with_those_that_exist() -> None:
    with pytest.raises(UnknownEngine, match=r"'shard'.*replicas, shards"):
        Address.read("opensearch://one/khobao?shard=3", {})


@pytest.mark.parametrize("name", ["USER", "PASSWORD", "API_KEY"])
@pytest.mark.parametrize("secret", ["gehe\rim", "geheim\0", "\ngeheim", "geheim\x7f"])
def test_control_character_in_a_secret_is_refused_and_not_shown(name: str, secret: str) -> None:
    with pytest.raises(UnknownEngine, match=f"KHOBAO_OPENSEARCH_{name}") as raised:
        Address.read("opensearch://one/khobao", {f"KHOBAO_OPENSEARCH_{name}": secret})
    assert "gehe" not in str(raised.value)


def test_file_of_certificates_that_is_missing_is_named(tmp_path: Path) -> None:
    environ = {"KHOBAO_OPENSEARCH_CA": str(tmp_path / "ca.pem")}
    with pytest.raises(IndexUnavailable, match=r"ca\.pem.*No such file"):
        Client(Address.read("opensearch+https://one/khobao", environ))
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(IndexUnavailable, match=r"ca\.pem"):
        Client(Address.read("opensearch+https://one/khobao", environ))


def test_certificates_without_encryption_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    environ = {"KHOBAO_OPENSEARCH_CA": "/etc/ssl/bao.pem"}
    Client(Address.read("opensearch://localhost/khobao", environ)).close()
    assert "KHOBAO_OPENSEARCH_CA has no effect" in caplog.text


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("opensearch://127.evil.example/khobao", True),
        ("opensearch://127.0.0.1.example/khobao", True),
        ("opensearch://a,127.0.0.1/khobao", True),
        ("opensearch+https://a/khobao", False),
        ("opensearch://localhost,127.0.0.2,[::1]/khobao", False),
    ],
)
@pytest.mark.parametrize("secret", ["USER", "API_KEY", ""])
def test_unencrypted_secret_is_warned_of_but_not_logged(
    url: str, secret: str, warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    environ = {f"KHOBAO_OPENSEARCH_{secret}": "gizli"} if secret else {}
    Client(Address.read(url, environ)).close()
    assert ("unencrypted" in caplog.text) == (warned and bool(secret))
    assert "gizli" not in caplog.text


def test_cluster_that_does_not_answer_is_unavailable_after_a_few_attempts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    clock = SimpleNamespace(monotonic=lambda: sum(slept), sleep=slept.append)
    monkeypatch.setattr(client, "time", clock)
    engine = open_engine(f"opensearch://127.0.0.1:{free_ports(1)[0]}/khobao")
    with pytest.raises(IndexUnavailable):
        engine.search(Query("dân"))
    assert 3 <= len(slept) <= 8
    assert sum(slept) <= client._PATIENCE_ALONE
    slept.clear()
    with pytest.raises(IndexUnavailable):
        engine.add([Report("a")])
    assert sum(slept) <= client._PATIENCE_ALONE
    engine.close()


# Terms that Lucene would refuse


def test_terms_that_are_too_long_stay_distinct() -> None:
    long, longer = "a" * 40_000, "a" * 40_001
    assert len(bounded(long).encode()) < 32_766
    assert bounded(long) != bounded(longer)
    assert document_id("bao:1") == "bao:1"
    assert len(document_id("ố" * 400)) <= 512


@pytest.mark.cluster
@on_cluster
def test_report_with_very_long_words_and_names_is_found(engine: OpenSearchEngine) -> None:
    word, name = "x" * 40_000, "Tên " * 10_000
    engine.add([Report("ố" * 400, title=word, authors=(name,), body="\n" * 5000 + "khác lạ")])
    engine.commit(11)
    assert identifiers(engine, '"khác lạ"') == ["ố" * 400]
    assert engine.statistics().document_frequency(Term(keys=(word,))) == 1
    assert engine.statistics().document_frequency(Term(keys=(word + "x",))) == 0
    assert engine.count(Query().choosing("author", name)) == 1


# Requests


@pytest.fixture
def searches(reader: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch) -> list[Json]:
    """The searches that are sent over the reports, filled as they are sent."""
    sent: list[Json] = []
    search = reader._client.search

    def watched(bodies: Sequence[Json]) -> list[Json]:
        sent.extend(each for each in bodies if "index" not in each)
        return search(bodies)

    monkeypatch.setattr(reader._client, "search", watched)
    return sent


@pytest.mark.cluster
@on_cluster
def test_frequencies_of_words_and_pairs_are_read_from_the_dictionary(
    reader: OpenSearchEngine, searches: list[Json]
) -> None:
    reader.search(Query("dân vận khéo"), facets=[FacetRequest("date")])
    assert "script" not in str(searches)
    planning = [each["query"] for each in searches if not each["size"] and "query" in each]
    # The row of three words, and the facets; the search without a query is for the totals.
    assert len(planning) == 2


@pytest.mark.cluster
@on_cluster
def test_keys_of_many_folds_are_listed_though_one_answer_is_full(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.add([Report("r", title="dân dần dẫn vận vẫn khéo")])
    engine.commit(11)
    query = Query("dan van kheo")
    right = engine.prepare(query), [*engine.statistics().spellings("dan")]
    assert len(right[1]) == 3
    engine._current = None
    monkeypatch.setattr(questions, "MOST", 3)
    assert (engine.prepare(query), [*engine.statistics().spellings("dan")]) == right


@pytest.mark.cluster
@on_cluster
def test_next_page_asks_for_its_hits_only(reader: OpenSearchEngine, searches: list[Json]) -> None:
    wanted = [FacetRequest("date"), FacetRequest("person", 8, total=False)]
    first = reader.search(Query("dân vận"), limit=10, facets=wanted)
    searches.clear()
    later = reader.search(Query("dân vận"), offset=10, limit=10, facets=wanted)
    (search,) = searches
    assert "aggs" not in search
    assert not search["track_total_hits"]
    assert (later.total, later.facets) == (first.total, first.facets)


# Lists


@pytest.mark.cluster
@on_cluster
def test_page_beyond_the_window_is_a_slice_of_the_list(
    reader: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = identifiers(reader, "dân vận")
    assert len(whole) == len(REPORTS)
    monkeypatch.setattr(execute, "_WINDOW", 25)
    page = reader.search(Query("dân vận"), offset=60, limit=20)
    assert [hit.identifier for hit in page.hits] == whole[60:80]
    assert reader.search(Query("dân vận"), offset=1000).hits == ()


@pytest.mark.cluster
@on_cluster
def test_wildcards_of_hundreds_of_spellings_take_few_requests_of_bounded_size(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = "abcdefghijklmnopqrst"
    words = [a + b + c for a in "abcdef" for b in letters for c in letters]
    report = Report("wild", title=" ".join(words[:50]), body=" ".join(words))
    right = ReferenceEngine()
    right.add(REPORTS)
    for each in (engine, right):
        each.add([report])
        each.commit(11)
    sent: list[int] = []
    search = engine._client.search

    def watched(bodies: Sequence[Json]) -> list[Json]:
        sent.append(len(str(bodies)))
        return search(bodies)

    monkeypatch.setattr(engine._client, "search", watched)
    for text in ("a* b* c* d* e* f*", "a* " * 9, '"a* b* c*"', "a* NEAR/9 b*"):
        sent.clear()
        assert identifiers(engine, text) == [hit.identifier for hit in right.scan(Query(text))]
        assert len(sent) <= 4
        assert sum(sent) < 1_000_000


@pytest.mark.cluster
@on_cluster
def test_scan_repeats_and_loses_none_over_many_runs(
    reader: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute.scan, "__defaults__", (7,))
    for sort in ("relevance", "newest", "oldest"):
        found = [hit.identifier for hit in reader.scan(Query("dân vận khéo", sort=sort))]
        page = reader.search(Query("dân vận khéo", sort=sort), limit=200)
        assert found == [hit.identifier for hit in page.hits]
        assert len(set(found)) == len(found) > 100


@pytest.mark.cluster
@on_cluster
@pytest.mark.parametrize("most", [2, 5, 39])
def test_facets_are_exact_though_shards_report_only_some_values(
    reader: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(aggregations, "MOST", most)
    monkeypatch.setattr(facets, "_NEXT", 1)
    monkeypatch.setattr(aggregations, "_PAGE", 16)
    right = ReferenceEngine()
    right.add(REPORTS)
    right.commit(1)
    some = frozenset({"person-1", "person-30", "nobody"})
    wanted = [
        FacetRequest("person", mode="or"),
        FacetRequest("person", 3, mode="or"),
        FacetRequest("person", 3),
        FacetRequest("section", 50),
        FacetRequest("person", 2, some, mode="or"),
    ]
    for query in (Query("khéo"), Query().choosing("person", "person-2", mode="or")):
        assert reader.search(query, facets=wanted).facets == (
            right.search(query, facets=wanted).facets
        )
    monkeypatch.setattr(facets, "_LIKELY", 2)
    monkeypatch.setattr(facets, "_BESIDE", 1)
    found = reader.search(Query("dân vận"), facets=wanted).facets
    assert found == right.search(Query("dân vận"), facets=wanted).facets
    assert set(reader.statistics().values("person")) == right.statistics().values("person")
    assert list(reader.statistics().words("", 3)) == list(right.statistics().words("", 3))


@pytest.mark.cluster
@on_cluster
def test_too_many_values_for_one_aggregation_are_counted_in_parts(
    reader: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = frozenset(f"person-{number}" for number in range(0, 60, 2))
    wanted = [FacetRequest("person", 5, chosen), FacetRequest("section")]
    whole = reader.search(Query("dân vận"), facets=wanted).facets
    monkeypatch.setattr(aggregations, "MOST", 7)
    searched: list[str] = []
    search = reader._client.search

    def watched(bodies: Sequence[Json]) -> list[Json]:
        searched.extend(map(str, bodies))
        return search(bodies)

    monkeypatch.setattr(reader._client, "search", watched)
    assert reader.search(Query("dân vận"), facets=wanted).facets == whole
    assert whole[0].total == 20
    assert max(each.count("'person-") for each in searched) == 7


@pytest.mark.cluster
@on_cluster
def test_points_in_time_of_failed_searches_are_released(
    reader: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, search = reader._snapshot(), reader._client.search
    opened: list[str] = []

    def failing(bodies: Sequence[Json]) -> list[Json]:
        opened.append(held.point)
        if len(opened) < 3:
            raise Lost("a node went away")
        return search(bodies)

    monkeypatch.setattr(reader._client, "search", failing)
    assert reader.count(Query("dân vận")) == len(REPORTS)
    points = reader._client.send("GET", "/_search/point_in_time/_all")["pits"]
    assert opened[2] in {each["pit_id"] for each in points}
    assert not {each["pit_id"] for each in points} & set(opened[:2])


@pytest.mark.cluster
@on_cluster
def test_scores_are_weighed_again_for_other_copies(
    reader: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = reader.search(Query("dân vận"))
    search, send, paths = reader._client.search, reader._client.send, list[str]()

    def failing(bodies: Sequence[Json]) -> list[Json]:
        if not paths:
            paths.append("lost")
            raise Lost("a node went away")
        return search(bodies)

    def watched(method: str, path: str, *arguments: Any, **options: Any) -> Json:
        paths.append(path)
        return send(method, path, *arguments, **options)

    monkeypatch.setattr(reader._client, "search", failing)
    monkeypatch.setattr(reader._client, "send", watched)
    monkeypatch.setattr(reader._indexes, "current", lambda: reader._current.contents)
    assert reader.search(Query("dân vận")) == right
    frequencies = max(at for at, path in enumerate(paths) if path.endswith("_termvectors"))
    assert "/_msearch" in paths[frequencies:]


@pytest.mark.cluster
@on_cluster
def test_terms_are_counted_on_the_copies_that_are_searched(
    reader: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, asked = reader._client.send, dict[str, set[str]]()

    def watched(method: str, path: str, *arguments: Any, **options: Any) -> Json:
        asked.setdefault(path.rpartition("/")[2], set()).add(options.get("preference", ""))
        return send(method, path, *arguments, **options)

    monkeypatch.setattr(reader._client, "send", watched)
    reader.search(Query("dân vận"))
    # `_mtermvectors` ignores the preference, so it must not be used.
    assert "_mtermvectors" not in asked
    assert len(asked["_termvectors"]) == 1
    assert asked["_termvectors"] == asked["point_in_time"] != {""}


@pytest.mark.cluster
@on_cluster
def test_terms_are_counted_again_until_every_shard_answers(
    reader: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, lost = reader._client._transport.ask, list[str]()

    def losing(host: int, method: str, target: str, *arguments: Any) -> tuple[int, Json]:
        if "_termvectors" in target and len(lost) < 2:
            lost.append(target)
            return 503, {"error": {"type": "no_shard_available_action_exception"}}
        return ask(host, method, target, *arguments)

    monkeypatch.setattr(reader._client._transport, "ask", losing)
    assert reader.statistics().occurrences(Term(keys=("khéo",))) == sum(
        report.body.count("khéo") for report in REPORTS
    )
    assert len(lost) == 2


@pytest.mark.cluster
@on_cluster
def test_page_after_the_last_hit_sends_no_further_search(
    reader: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.count(Query())
    asked: list[Sequence[Json]] = []
    search = reader._client.search
    monkeypatch.setattr(
        reader._client, "search", lambda bodies: asked.append(bodies) or search(bodies)
    )
    found = reader.search(Query(), offset=10**12)
    assert (found.total, found.hits) == (len(REPORTS), ())
    assert not asked


@pytest.fixture
def asked(reader: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch) -> list[Sequence[Json]]:
    """Record the searches of every request from now on."""
    found: list[Sequence[Json]] = []
    search = reader._client.search
    monkeypatch.setattr(
        reader._client, "search", lambda bodies: found.append(bodies) or search(bodies)
    )
    return found


@pytest.mark.cluster
@on_cluster
@pytest.mark.parametrize("text", ["dan van kheo", "công tác dân vận", '"dan van"', "kheo"])
def test_query_is_planned_in_at_most_two_requests(
    reader: OpenSearchEngine, asked: list[Sequence[Json]], text: str
) -> None:
    first = reader.search(Query(text), facets=[FacetRequest("section"), FacetRequest("person", 3)])
    assert 2 <= len(asked) <= 3
    asked.clear()
    again = reader.search(
        Query(text), offset=5, facets=[FacetRequest("section"), FacetRequest("person", 3)]
    )
    assert again.hits == first.hits[5:] + again.hits[15:]
    assert again.facets == first.facets
    # The words' statistics are known by now, and the facets are those of the whole list.
    ((body,),) = asked
    assert "aggs" not in body
    assert body["track_total_hits"] is False
    assert reader.count(Query(text)) == first.total
    assert len(asked) == 1


@pytest.mark.cluster
@on_cluster
def test_suggestions_need_few_requests(
    reader: OpenSearchEngine, asked: list[Sequence[Json]]
) -> None:
    right = ReferenceEngine()
    right.add(REPORTS)
    right.commit(10)
    for text in ("cong tac dan van kheo", "dân vậm", "tieengs vieejt"):
        asked.clear()
        assert suggest(Query(text), reader.statistics()) == suggest(Query(text), right.statistics())
        assert len(asked) <= 5
    assert complete("dan v", reader.statistics()) == complete("dan v", right.statistics())


@pytest.mark.cluster
@on_cluster
def test_commit_of_another_writer_is_seen_though_the_plan_is_cached(
    engine: OpenSearchEngine, url: str
) -> None:
    other = OpenSearchEngine.from_url(url)
    for revision in range(11, 15):
        facets = [FacetRequest("section")]
        before = engine.search(Query("khéo"), facets=facets)
        other.add([Report(f"new{revision}", title="khéo", section=("Mới",))])
        other.commit(revision)
        after = engine.search(Query("khéo"), facets=facets)
        assert after.total == before.total + 1
        assert "Mới" in {count.value for count in after.facet("section").counts}
        assert engine.count(Query("khéo")) == after.total
    other.close()


# Writers


@pytest.mark.cluster
@on_cluster
def test_delayed_batch_changes_nothing(engine: OpenSearchEngine, url: str) -> None:
    late = OpenSearchEngine.from_url(url)
    late.add([replace(REPORTS[0], title="cũ"), Report("r999", title="cũ")])
    late.delete(["r001"])
    engine.add([replace(REPORTS[0], title="mới")])
    engine.delete(["r999"])
    engine.commit(12)
    late.commit(11)
    assert identifiers(engine, "mới") == ["r000"]
    assert identifiers(engine, "cũ") == []
    assert engine.status().revision == late.status().revision == 12
    assert engine.status().reports == len(REPORTS)
    late.close()


@pytest.mark.cluster
@on_cluster
def test_of_two_writers_the_higher_revision_remains(engine: OpenSearchEngine, url: str) -> None:
    def write(revision: int) -> None:
        writer = OpenSearchEngine.from_url(url)
        # Each knows all changes up to its revision: one report changes with every one of them.
        writer.add([replace(REPORTS[5], title=f"bản {revision}")])
        writer.add(Report(f"s{each}", title="thêm") for each in range(11, revision + 1))
        writer.commit(revision)
        writer.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, [13, 11, 14, 12]))
    # Both of two that end at one moment may leave their own; the lower one is safe to begin from.
    assert 11 <= engine.status().revision <= 14
    assert identifiers(engine, "bản 14") == ["r005"]
    assert identifiers(engine, "thêm") == [f"s{each}" for each in range(11, 15)]


@pytest.mark.cluster
@on_cluster
def test_writer_whose_index_was_replaced_is_refused(engine: OpenSearchEngine, url: str) -> None:
    other = OpenSearchEngine.from_url(url)
    other.add([Report("lost", title="mất")])
    engine.clear()
    engine.add(REPORTS[:3])
    engine.commit(20)
    with pytest.raises(IndexLocked):
        other.commit(21)
    assert identifiers(other) == identifiers(engine)
    assert engine.status().revision == 20
    other.close()


@pytest.mark.cluster
@on_cluster
def test_scan_goes_on_while_the_index_is_replaced(engine: OpenSearchEngine) -> None:
    before = identifiers(engine, "dân vận")
    scan = engine.scan(Query("dân vận"))
    first = next(scan)
    engine.clear()
    engine.add([Report("new", title="dân vận")])
    engine.commit(20)
    assert [first.identifier, *(hit.identifier for hit in scan)] == before
    assert identifiers(engine, "dân vận") == ["new"]


@pytest.mark.cluster
@on_cluster
def test_indexes_whose_name_begins_alike_are_not_removed(
    engine: OpenSearchEngine, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    neighbour = OpenSearchEngine.from_url(url.replace("?", "-2?"))
    neighbour.add(REPORTS[:3])
    neighbour.commit(1)
    monkeypatch.setattr(indexes, "_KEPT", -1)
    monkeypatch.setattr(indexes, "_ABANDONED", -1)
    for revision in (20, 21):
        engine.clear()
        engine.commit(revision)
    assert neighbour.status().reports == 3
    neighbour.close()


@pytest.mark.cluster
@on_cluster
def test_replaced_index_is_kept_for_a_while(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count() -> int:
        return len(engine._client.send("GET", f"/{engine._address.name}-*,-*-words"))

    engine.clear()
    engine.add(REPORTS)
    # As if both had been created, and the new one been built, for days.
    with monkeypatch.context() as later:
        created = indexes._created
        later.setattr(indexes, "_created", lambda described: created(described) - 30 * 24 * 60 * 60)
        engine.commit(20)
    assert count() == 2
    monkeypatch.setattr(indexes, "_KEPT", -1)
    engine.commit(21)
    assert count() == 1


@pytest.mark.cluster
@on_cluster
def test_programs_of_two_layouts_read_each_their_own_index(
    engine: OpenSearchEngine, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        later.setattr(mapping, "LAYOUT", mapping.LAYOUT + 1)
        newer = OpenSearchEngine.from_url(url)
    assert newer.status().revision == 0
    newer.add(REPORTS[:7])
    assert len(identifiers(engine)) == len(REPORTS)
    newer.commit(10)
    assert len(identifiers(newer)) == 7
    assert len(identifiers(engine)) == len(REPORTS)
    monkeypatch.setattr(indexes, "_KEPT", -1)
    for revision in (11, 12):
        newer.commit(revision)
    assert len(identifiers(newer)) == 7
    with pytest.raises(IndexNotFound):
        engine.status()
    newer.close()


@pytest.mark.cluster
@on_cluster
def test_index_is_created_though_the_answer_is_lost(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = engine._client._transport
    ask, lost = transport.ask, []

    def losing(host: int, method: str, target: str, *rest: Any) -> Any:
        answer = ask(host, method, target, *rest)
        if method == "PUT" and not lost:
            lost.append(target)
            raise HostFailed("the node went away")
        return answer

    monkeypatch.setattr(transport, "ask", losing)
    engine.clear()
    engine.commit(20)
    assert lost
    assert identifiers(engine) == []


def test_cache_of_a_snapshot_is_bounded_by_what_answers_list() -> None:
    made = snapshot.Snapshot.__new__(snapshot.Snapshot)
    made._known, made._weight = {}, 0
    for number in range(100):
        made.remember({number: range(20_000)})
        assert number in made.known
        assert sum(map(len, made.known.values())) <= 500_000


@pytest.mark.cluster
@on_cluster
def test_build_gives_way_to_a_more_complete_index(engine: OpenSearchEngine, url: str) -> None:
    slow = OpenSearchEngine.from_url(url)
    slow.clear()
    slow.add([Report("slow", title="chậm")])
    engine.clear()
    engine.add([Report("fast", title="nhanh")])
    engine.commit(30)
    slow.commit(29)
    assert identifiers(engine) == ["fast"]
    assert slow.status().revision == 30
    slow.close()


@pytest.mark.cluster
@on_cluster
def test_more_complete_build_replaces_another(engine: OpenSearchEngine, url: str) -> None:
    slow = OpenSearchEngine.from_url(url)
    slow.clear()
    slow.add([Report("slow", title="chậm")])
    engine.clear()
    engine.add([Report("fast", title="nhanh")])
    engine.commit(30)
    slow.commit(31)
    assert identifiers(engine) == ["slow"]
    slow.close()


@pytest.mark.cluster
@on_cluster
def test_deletions_hold_against_batches_delayed_by_minutes(engine: OpenSearchEngine) -> None:
    (described,) = engine._client.send(
        "GET", f"/{engine._address.name}-*,-*-words/_settings"
    ).values()
    assert described["settings"]["index"]["gc_deletes"] == "1h"


@pytest.mark.cluster
@on_cluster
def test_rolled_back_build_leaves_no_index(engine: OpenSearchEngine) -> None:
    engine.clear()
    engine.add(REPORTS)
    engine.rollback()
    name = engine._address.name
    assert len(engine._client.send("GET", f"/{name}-*,-*-words")) == 1
    assert engine.status().reports == len(REPORTS)


# Secrets on the way


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The shared node behind TLS and a password: address and certificate of the authority."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", folder / "key.pem", "-out", folder / "ca.pem"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Guard)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}", folder / "ca.pem"
    server.shutdown()
    server.server_close()


class _Guard(BaseHTTPRequestHandler):
    """Forwards requests to the node if they have the password or the key."""

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.headers.get("authorization") not in ("Basic bGFuOm3huq10", "ApiKey YTpi"):
            self._answer(401, b'{"error":"who?","status":401}')
            return
        node = HTTPConnection(opensearch.shared().host)
        kind = self.headers.get("content-type", "application/json")
        node.request(self.command, self.path, body or None, {"content-type": kind})
        answer = node.getresponse()
        self._answer(answer.status, answer.read())
        node.close()

    do_GET = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815 – names that http.server gives

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.mark.cluster
@on_cluster
@pytest.mark.parametrize(
    "secrets",
    [
        {"KHOBAO_OPENSEARCH_USER": "lan", "KHOBAO_OPENSEARCH_PASSWORD": "mật"},
        {"KHOBAO_OPENSEARCH_API_KEY": "YTpi"},
    ],
)
def test_password_or_key_gives_access(
    guarded: tuple[str, Path],
    engine: OpenSearchEngine,
    secrets: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host, authority = guarded
    monkeypatch.setenv("KHOBAO_OPENSEARCH_CA", str(authority))
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    secured = open_engine(f"opensearch+https://{host}/{engine._address.name}")
    assert secured.count(Query("dân vận")) == len(REPORTS)
    secured.close()


@pytest.mark.cluster
@on_cluster
def test_wrong_secret_is_refused_and_not_shown(
    guarded: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    host, authority = guarded
    monkeypatch.setenv("KHOBAO_OPENSEARCH_USER", "lan")
    monkeypatch.setenv("KHOBAO_OPENSEARCH_PASSWORD", "bí-mật")
    with pytest.raises(IndexUnavailable) as stranger:
        open_engine(f"opensearch+https://{host}/khobao").count(Query())
    monkeypatch.setenv("KHOBAO_OPENSEARCH_CA", str(authority))
    with pytest.raises(IndexUnavailable) as refused:
        open_engine(f"opensearch+https://{host}/khobao").count(Query())
    assert "certificate" in str(stranger.value)
    assert "password" in str(refused.value)
    shown = str(stranger.value) + str(refused.value) + caplog.text
    assert "bí-mật" not in shown
    assert "Basic" not in shown


@pytest.mark.cluster
@on_cluster
def test_large_new_index_begins_to_be_merged_into_one_segment(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_MANY", 3)
    engine = OpenSearchEngine.from_url(url)
    send, merged = engine._client.send, list[str]()

    def watched(method: str, path: str, *arguments: Any, **options: Any) -> Json:
        if path.endswith("_forcemerge"):
            merged.append(options["max_num_segments"])
        return send(method, path, *arguments, **options)

    monkeypatch.setattr(engine._client, "send", watched)
    for reports in (REPORTS[:2], REPORTS[:3]):
        engine.clear()
        engine.add(reports)
        engine.commit(1)
    assert merged == ["1"]
    engine.close()
