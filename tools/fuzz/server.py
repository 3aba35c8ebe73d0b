"""Random requests to a served archive, over HTTP.

    python -m tools.fuzz.server --archive FOLDER --number 20000

The archive is served by gunicorn with the settings that ship. The command prints each wrong answer,
the number of answers by status, and the slowest ones; its exit code is 1 if an answer was wrong.
"""

import argparse
import http.client
import sys
import time
from collections import Counter
from heapq import heappushpop
from itertools import islice
from pathlib import Path

from werkzeug.datastructures import Headers

from archive.config import load
from archive.retrieval import freeze, open_library
from archive.web import create_app
from index.query import Query
from tools.fuzz.requests import Request, requests
from tools.fuzz.responses import Answer, problems
from tools.served import serving

__all__ = ["SETTINGS", "known_identifiers", "send"]

SETTINGS = {"KHOBAO_READER_LISTS": "20", "KHOBAO_BASE_URL": "https://khobao.example"}
"""Settings of the server: as in public, and readers may freeze lists."""

# Identifiers of reports and persons that requests name.
_KNOWN = 50
_SHOWN = 20


def known_identifiers(archive: Path) -> list[str]:
    """Return identifiers of reports and persons of an archive, and of a list, which is made."""
    library = open_library(load(archive))
    reports = [hit.identifier for hit in islice(library.engine.scan(Query()), _KNOWN)]
    persons = sorted(library.engine.statistics().values("person"))[:_KNOWN]
    lists = library.catalogue.frozen_lists.all() or [freeze(library, Query("dan"), note="")]
    library.close()
    return [*reports, *persons, lists[0].identifier]


def send(connection: http.client.HTTPConnection, request: Request) -> Answer:
    """Send a request and return the response; open the connection again if it was closed."""
    connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
    headers = {"Host": f"{connection.host}:{connection.port}", **request.headers}
    if request.body:
        headers["Content-Length"] = str(len(request.body))
    for name, value in headers.items():
        connection.putheader(name, value.encode())
    connection.endheaders(request.body or None)
    response = connection.getresponse()
    return Answer(response.status, Headers(response.getheaders()), response.read())


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--number", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    routes = create_app(load(options.archive)).url_map
    drawn = requests(options.seed, routes, known_identifiers(options.archive))
    print(f"seed {options.seed}", flush=True)
    with serving(options.archive, SETTINGS, workers=2) as served:
        return _attack(served.port, islice(drawn, options.number))


def _attack(port: int, drawn: "islice[Request]") -> int:
    """Send requests one after another and print the outcome; return the exit code."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    statuses: Counter[int] = Counter()
    slowest: list[tuple[float, str]] = [(0.0, "")] * 5
    wrong = 0
    for number, request in enumerate(drawn, 1):
        began = time.perf_counter()
        answer = send(connection, request)
        heappushpop(slowest, (time.perf_counter() - began, f"{request.method} {request.target}"))
        statuses[answer.status] += 1
        found = list(problems(request, answer))
        wrong += bool(found)
        if found and wrong <= _SHOWN:
            print(f"{request}: {'; '.join(found)}", flush=True)
        if answer.headers.get("Connection", "").lower() == "close":
            connection.close()
        if number % 1000 == 0:
            print(f"{number:,} requests", flush=True)
    print(f"{statuses.total():,} requests, {wrong:,} wrong answers; by status:", dict(statuses))
    for seconds, target in sorted(slowest, reverse=True):
        print(f"{1000 * seconds:8.0f} ms  {target[:100]}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
