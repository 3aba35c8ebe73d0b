"""PostgreSQL under the catalogue: the same transactions, for several machines at once.

Release 13 or newer, which tells what became of a transaction (`pg_xact_status`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Connection, Engine, Table, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from archive.catalogue.tables import as_json, metadata

__all__ = [
    "READING",
    "WRITING",
    "add",
    "away",
    "committed",
    "keep_out",
    "open_engine",
    "prepare",
    "settle",
    "way_out",
]

READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Options of a transaction that sees one state of the catalogue."""

# Who waits for the lock must see what was committed meanwhile.
WRITING = {"isolation_level": "READ COMMITTED"}
"""Options of a transaction that changes the catalogue."""

# An advisory lock has two numbers: the letters «khob», and one for each catalogue of a database.
_KEEP_OUT = text(
    f"SELECT pg_advisory_xact_lock({0x6B686F62}, hashtext(current_schema())), "
    "CAST(pg_current_xact_id() AS text) AS number"
)
_NEXT_REFUSAL = text(
    "SELECT setval(pg_get_serial_sequence('refusals', 'id'), max(id)) FROM refusals"
)
_STATUS = text("SELECT pg_xact_status(CAST(:number AS xid8))")

# Texts are compressed by LZ4 where the server knows how (release 14 or newer, as it was built): its
# own way takes a fifth of the time that a report takes there.
_COMPRESSION = """\
SELECT set_config(name, 'lz4', false) FROM pg_settings
WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"""

# How long a writer waits for another one; a batch of reports takes well below a second.
_PATIENCE = 60_000  # milliseconds

# A writer that says nothing for so long has lost its machine, and must not keep others out.
_LONGEST_SILENCE = 600_000  # milliseconds

# Seconds for which a request waits for one of the connections that others hold.
_QUEUE = 10

_PARAMETERS = {
    "application_name": "khobao",
    "connect_timeout": "10",  # seconds
    # A server whose machine is gone answers nothing; without these one waits for two hours.
    "keepalives_idle": "30",  # seconds
    "keepalives_interval": "10",  # seconds
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",  # milliseconds
}

# What PostgreSQL calls its failures (its manual, appendix A), and what helps.
_WAYS_OUT = (
    ("55P03", "another process has been writing for long; try again when it is done"),
    ("57014", "it took too long and was broken off"),
    ("53100", "make room on the server, then run the command again: nothing is lost"),
    ("42501", "the role must own the schema, or be granted what is refused"),
    ("25006", "the server only reads; name the one that writes"),
)


def open_engine(url: URL, *, create: bool, slowest: float) -> Engine:
    """An engine with transactions as the catalogue needs them; no connection is made yet.

    `slowest`: seconds that one statement may take, 0 for no limit.
    """
    given = {name: value for name, value in _PARAMETERS.items() if name not in url.query}
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
        # A plan that is kept may have been made when the tables were empty.
        "plan_cache_mode": "force_custom_plan",
    }
    event.listen(engine, "connect", lambda connection, _record: _set_up(connection, settings))
    return engine


def prepare(engine: Engine) -> None:
    """Nothing: a database is made by who looks after the server."""


def keep_out(connection: Connection) -> str:
    """Wait until no other writer is there, and keep them out; the transaction's number.

    PostgreSQL lets go of the lock when others see the commit, so that revisions come out in
    order.
    """
    number: str = connection.execute(_KEEP_OUT).one().number
    return number


def committed(connection: Connection, transaction: str) -> bool | None:
    """Whether a transaction was committed; None while it goes on."""
    status = connection.execute(_STATUS, {"number": transaction}).scalar()
    return None if status == "in progress" else status == "committed"


def away(error: DBAPIError) -> bool:
    """Whether the server went away, or could not be reached."""
    return error.connection_invalidated or error.statement is None


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to a table by COPY, which takes half as long as a statement for each."""
    quote = connection.dialect.identifier_preparer.quote
    names = list(rows[0])
    statement = f"COPY {quote(table.name)} ({', '.join(map(quote, names))}) FROM STDIN"
    columns = [(name, isinstance(table.c[name].type, JSON)) for name in names]
    driver: Any = connection.connection.dbapi_connection
    failure: type[Exception] = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(
                    [as_json(row[name]) if listed else row[name] for name, listed in columns]
                )
    except failure as error:
        # Told as SQLAlchemy tells of its own statements, which this one is not.
        told = DBAPIError.instance(
            statement, None, error, failure, connection_invalidated=driver.closed
        )
        if driver.closed:
            connection.invalidate(error)
        raise told from error


def settle(connection: Connection) -> None:
    """Count refusals on from the last, and look at how the rows are spread."""
    connection.execute(_NEXT_REFUSAL)
    connection.execute(text(f"ANALYZE {', '.join(metadata.tables)}"))


def way_out(error: DBAPIError) -> str:
    """What helps against a failure, "" where nobody can tell."""
    state = getattr(error.orig, "sqlstate", None)
    return next((f"; {way}" for known, way in _WAYS_OUT if known == state), "")


def _set_up(connection: Any, settings: dict[str, object]) -> None:
    """Set up a new connection."""
    for name, value in settings.items():
        connection.execute(f"SET {name} = {value}")
    connection.execute(_COMPRESSION)
    connection.commit()
