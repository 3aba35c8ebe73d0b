"""PostgreSQL under the catalogue: the same transactions, for several machines at once.

Needs release 13 or newer, for `pg_xact_status` with 64-bit transaction numbers.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, Engine, Table, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from archive.catalogue.outage import Outage
from archive.catalogue.tables import as_json, metadata
from archive.errors import ConfigInvalid

__all__ = [
    "READING",
    "WRITING",
    "add",
    "away",
    "checkpoint",
    "committed",
    "compact",
    "lock",
    "open_engine",
    "overwrite_deleted",
    "prepare",
    "settle",
    "warning",
    "way_out",
    "write_lock",
]

_log = logging.getLogger(__name__)

READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Execution options of reading transactions: each sees one state of the catalogue."""

# A writer must see what was committed while it waited for the lock.
WRITING = {"isolation_level": "READ COMMITTED"}
"""Execution options of writing transactions."""

# An advisory lock has two numbers: the letters «khob», and one for each schema of a database.
_LOCK = text(
    f"SELECT pg_advisory_xact_lock({0x6B686F62}, hashtext(current_schema())), "
    "CAST(pg_current_xact_id() AS text) AS number"
)
_NEXT_REFUSAL = text(
    "SELECT setval(pg_get_serial_sequence('refusals', 'id'), max(id)) FROM refusals"
)
_STATUS = text("SELECT pg_xact_status(CAST(:number AS xid8))")

# LZ4 compresses texts where the server supports it (release 14 or newer, if built with it); the
# default compression takes a fifth of the time that the server spends on a report.
_COMPRESSION = """\
SELECT set_config(name, 'lz4', false) FROM pg_settings
WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"""

# How long a writer waits for another; a batch of reports takes well below a second.
_PATIENCE = 60_000  # milliseconds

# A writer that is silent for so long has lost its machine, and must not lock out others.
_LONGEST_SILENCE = 600_000  # milliseconds

# Seconds for which a request waits for a free connection.
_QUEUE = 10

_PARAMETERS = {
    "application_name": "khobao",
    "connect_timeout": "5",  # seconds
    # Without these, a client waits two hours for a server whose machine is gone.
    "keepalives_idle": "10",  # seconds
    "keepalives_interval": "5",  # seconds
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",  # milliseconds
}

# Seconds without an answer after which the server is asked if it answers at all: from a page, and
# from a command, whose statements take longer.
_SILENCE = 3.0
_SILENCE_OF_COMMANDS = 15.0
# Seconds that the server may take to cancel a statement at its limit.
_GRACE = 3.0

# By host and port: a process that could not open its catalogue yet opens it for each request.
_OUTAGES: defaultdict[object, Outage] = defaultdict(Outage)

# PostgreSQL's codes of failures (its manual, appendix A), and what to do about them.
_WAYS_OUT = (
    ("55P03", "another process is writing; try again when it is done"),
    ("57014", "it took too long and was stopped"),
    ("53100", "make room on the server, then run the command again: nothing is lost"),
    ("42501", "the role must own the schema or be granted the right"),
    ("25006", "the server is read-only; name the primary server"),
)


def open_engine(url: URL, *, create: bool, slowest: float) -> Engine:
    """Return an engine with the settings that the catalogue needs; it connects later.

    `slowest`: seconds that one statement may take, 0 for no limit.
    """
    from archive.catalogue.watched_connection import Watch

    _check_certificates(url)
    given = {name: value for name, value in _PARAMETERS.items() if name not in url.query}
    watch = Watch(
        _SILENCE if slowest else _SILENCE_OF_COMMANDS,
        slowest and slowest + _GRACE,
        _OUTAGES[url.host, url.port, url.query.get("host")],
    )
    engine = create_engine(
        url,
        json_serializer=as_json,
        connect_args=given,
        pool_pre_ping=True,
        pool_timeout=_QUEUE,
    )
    settings: dict[str, object] = {
        "statement_timeout": round(slowest * 1000),
        "lock_timeout": _PATIENCE,
        "idle_in_transaction_session_timeout": _LONGEST_SILENCE,
        # A cached plan may have been made when the tables were empty.
        "plan_cache_mode": "force_custom_plan",
    }
    event.listen(
        engine,
        "do_connect",
        # The encoding of the connection is ours, whatever PGCLIENTENCODING says.
        lambda _dialect, _record, args, parameters: watch.connect(
            *args, **{**parameters, "client_encoding": "utf8"}
        ),
    )
    event.listen(engine, "connect", lambda connection, _record: _set_up(connection, settings))
    return engine


def prepare(engine: Engine) -> None:
    """Do nothing: the administrator of the server makes the database."""


def lock(connection: Connection) -> str:
    """Lock out other writers until the transaction ends; return the transaction's number.

    PostgreSQL releases the lock once others see the commit, so that revisions are committed in
    order.
    """
    number: str = connection.execute(_LOCK).one().number
    return number


def write_lock(url: URL) -> AbstractContextManager[None]:
    """Return a lock that excludes nothing: the server has its own."""
    return nullcontext()


def checkpoint(connection: Connection) -> None:
    """Do nothing: the server checkpoints by itself."""


def overwrite_deleted(connection: Connection) -> None:
    """Do nothing: the server keeps deleted rows until a vacuum."""


def compact(engine: Engine) -> str:
    """Do nothing; return what administrators must do, since it locks out all readers."""
    tables = ", ".join(sorted(table.name for table in metadata.sorted_tables))
    return (
        "PostgreSQL keeps deleted rows in its files until an administrator runs «VACUUM (FULL) "
        f"{tables};», which locks out readers; its write-ahead log, an archive of that log, its "
        "replicas and the dumps of pg_dump hold them for longer"
    )


def warning() -> str:
    """Return nothing that is to be known about this database."""
    return ""


def committed(connection: Connection, transaction: str) -> bool | None:
    """Return True if a transaction was committed; None while it is in progress."""
    status = connection.execute(_STATUS, {"number": transaction}).scalar()
    return None if status == "in progress" else status == "committed"


def away(error: DBAPIError) -> bool:
    """Return True if the server went away or could not be reached."""
    return error.connection_invalidated or error.statement is None


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to a table by COPY, which takes half the time of INSERT."""
    quote = connection.dialect.identifier_preparer.quote
    names = list(rows[0])
    statement = f"COPY {quote(table.name)} ({', '.join(map(quote, names))}) FROM STDIN"
    columns = [(name, isinstance(table.c[name].type, JSON)) for name in names]
    driver: Any = connection.connection.dbapi_connection
    failure: type[Exception] = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                values = ((row[name], listed) for name, listed in columns)
                copy.write_row(
                    [
                        as_json(value) if listed and value is not None else value
                        for value, listed in values
                    ]
                )
    except failure as error:
        # COPY bypasses SQLAlchemy, which would wrap errors like this.
        wrapped = DBAPIError.instance(
            statement, None, error, failure, connection_invalidated=driver.closed
        )
        if driver.closed:
            connection.invalidate(error)
        raise wrapped from error


def settle(connection: Connection) -> None:
    """Set the sequence of refusals behind the last, and update the planner's statistics."""
    connection.execute(_NEXT_REFUSAL)
    connection.execute(text(f"ANALYZE {', '.join(metadata.tables)}"))


def way_out(error: DBAPIError) -> str:
    """Return what to do about a failure, as the end of a message; "" if unknown."""
    state = getattr(error.orig, "sqlstate", None)
    return next((f"; {way}" for known, way in _WAYS_OUT if known == state), "")


def _check_certificates(url: URL) -> None:
    """Raise `ConfigInvalid` if a file of certificates is missing; warn if it has no effect."""
    path, mode = url.query.get("sslrootcert"), url.query.get("sslmode")
    if not isinstance(path, str) or path == "system":
        return
    if not Path(path).is_file():
        raise ConfigInvalid(
            f"sslrootcert in the URL of the catalogue names {path!r}, which is no file"
        )
    if mode not in ("require", "verify-ca", "verify-full"):
        _log.warning(
            "sslrootcert in the URL of the catalogue has no effect without sslmode=verify-full"
        )


def _set_up(connection: Any, settings: dict[str, object]) -> None:
    """Set up a new connection."""
    for name, value in settings.items():
        connection.execute(f"SET {name} = {value}")
    connection.execute(_COMPRESSION)
    connection.commit()
