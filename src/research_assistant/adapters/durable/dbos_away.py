"""Keeps DBOS from waiting for a database that is away: it is asked again soon, by those who know what is urgent.

DBOS asks again by itself after one second, then after twice as long each time, up to a minute and a half: queries would
start that much later than the database is back. Its queue looks again a quarter of a second after an error that it does
not know, and our own tables know what was under way.
"""

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError, SQLAlchemyError

AWAY_CLASSES = ("08", "53", "57")
"""Of PostgreSQL's errors: the connection, no room, the operator."""


class DatabaseAway(SQLAlchemyError):
    """The database of DBOS cannot be used at the moment."""


def tell_at_once(engine: Engine) -> None:
    """Let every error that DBOS would wait for be told to whoever asked."""
    event.listen(engine, "handle_error", _tell)


def _tell(context: ExceptionContext) -> None:
    # A connection that was lost while it lay in the pool is replaced by a new one first.
    if context.is_pre_ping:
        return
    words = (str(context.original_exception).strip().splitlines() or ["no reason given"])[0]
    if context.dialect.name == "sqlite":
        if "database is locked" in words:
            # In other words: DBOS knows these, and would wait.
            raise DatabaseAway("another program keeps the file of the queue") from context.original_exception
    elif context.is_disconnect or _is_away(context):
        raise DatabaseAway(words) from context.original_exception


def _is_away(context: ExceptionContext) -> bool:
    code: str | None = getattr(context.original_exception, "sqlstate", None)
    if code is None:
        # No word of the server at all: it was not reached, or did not answer.
        return isinstance(context.sqlalchemy_exception, OperationalError)
    return code.startswith(AWAY_CLASSES)
