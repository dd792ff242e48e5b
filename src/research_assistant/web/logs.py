"""What the server writes down: one JSON object a line, to standard output or to a file that may be rotated under it."""

import json
import logging
import os
import sys
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The request on whose behalf something is done: it stands in every line that is written meanwhile."""


class LogFile:
    """A file that is opened again when it was moved away, as logrotate does.

    Lines of several processes do not mix: each is one write to a file that is only appended to. What a full disk has no
    room for is lost; nobody is answered worse for it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: FileIO | None = None
        self._inode = 0

    def write(self, text: str) -> int:
        """Append `text`."""
        with suppress(OSError):
            self._current().write(text.encode(errors="backslashreplace"))
        return len(text)

    def flush(self) -> None:
        """Do nothing: what is written is with the system already."""

    def _current(self) -> FileIO:
        try:
            inode = os.stat(self._path).st_ino  # noqa: PTH116 - once for every line: a Path would cost as much again
        except OSError:
            inode = 0
        if self._file is None or inode != self._inode:
            if self._file is not None:
                self._file.close()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("ab", buffering=0)
            self._inode = os.fstat(self._file.fileno()).st_ino
        return self._file


class StandardOutput:
    """Standard output, whatever it is at the moment; what it does not take is lost, see `LogFile`."""

    def write(self, text: str) -> int:
        """Write `text`."""
        with suppress(OSError):
            sys.stdout.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand everything to the system."""
        with suppress(OSError):
            sys.stdout.flush()


class RequestLog:
    """Writes one line for each request, in the form of all others and in a fifth of their time.

    Args:
        to: Where to; `None` for nowhere.
    """

    def __init__(self, to: LogFile | StandardOutput | None) -> None:
        self._to = to
        self._encode = json.JSONEncoder(ensure_ascii=False).encode

    def write(self, fields: dict[str, str | int | float]) -> None:
        """Write down a request; `fields` are whatever is known of it."""
        if self._to is None:
            return
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        self._to.write(self._encode({**fields, "event": "request", "level": "info", "timestamp": now}) + "\n")
        self._to.flush()


def configure(*, level: str, file: Path | None) -> RequestLog:
    """Send what this program and its libraries log to one place, in one form.

    Args:
        level: `debug`, `info`, `warning` or `error`: what is less is not written.
        file: Where to; standard output where `None`.

    Returns:
        What writes requests down.
    """
    to = StandardOutput() if file is None else LogFile(file)
    least = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _request_id,
        _one_line,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(file=to),  # type: ignore[arg-type] # it writes and flushes; no more is asked
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(to)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(allow={"query_id"}), *shared, _logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(least, logging.INFO))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "gunicorn.error"):
        library = logging.getLogger(name)
        library.handlers = []
        library.propagate = True
    # The gate writes a line for every request, with what this one does not know.
    logging.getLogger("uvicorn.access").disabled = True
    return RequestLog(to if least <= logging.INFO else None)


def _request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if request_id := REQUEST_ID.get():
        event.setdefault("request_id", request_id)
    return event


def _one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cut what would fill the disk: nobody's input is written at any length."""
    return {
        name: f"{value[:2_000]}…" if isinstance(value, str) and len(value) > 8_000 else value
        for name, value in event.items()
    }


def _logger_name(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    record = event.get("_record")
    return {**event, "logger": record.name} if isinstance(record, logging.LogRecord) else event
