"""Reports and references to files and to standard output: whole, or not at all."""

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from research_assistant.cli.console import errors
from research_assistant.domain.errors import InvalidInput, StorageUnavailable

if TYPE_CHECKING:
    from research_assistant.bootstrap import Application

_NO_TEXT = frozenset({"pdf", "docx"})


def check_target(output: Path, *, folder: Path) -> Path:
    """Return where the report goes, before any work is done for it.

    A bare file name goes to `folder` (`OUTPUT_DIR`), everything else where it says.

    Raises:
        InvalidInput: The place is a folder, or cannot be written.
    """
    target = output
    if output.parent == Path() and not str(output).startswith("."):
        target = folder / output
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _not_writable(folder, error.strerror or "no reason given") from error
    if target.is_dir():
        raise InvalidInput(f"{str(target)!r} is a folder.", next_step="Name a file in it.")
    if not target.parent.is_dir():
        raise InvalidInput(f"There is no folder {str(target.parent)!r}.", next_step="Make it, or name another.")
    if not os.access(target.parent, os.W_OK):
        raise _not_writable(target.parent, "no right to write")
    return target


def destination(made: "Application", *, format_name: str | None, output: Path | None) -> tuple[str, Path | None]:
    """Return the format's name and the file, or nothing for standard output, before any work is done for them.

    Args:
        made: The application.
        format_name: As the reader gave it; else as the file's name ends.
        output: As the reader gave it.

    Raises:
        InvalidInput: There is no such format, the place cannot be written, or a terminal cannot show it.
    """
    wanted = made.exports.chosen(format_name, "" if output is None else output.name)
    if output is None:
        check_terminal(wanted)
        return wanted, None
    return wanted, check_target(output, folder=made.settings.output)


def check_terminal(name: str) -> None:
    """See that no terminal is to show bytes, before any work is done for them.

    Args:
        name: Of the format.

    Raises:
        InvalidInput: It is no text, and standard output is a terminal.
    """
    if name in _NO_TEXT and sys.stdout.isatty():
        raise InvalidInput(f"A terminal cannot show {name}.", next_step=f"Write a file: --output report.{name}")


def write(content: bytes, target: Path | None, *, what: str = "Report", again: str = "research show") -> None:
    """Write `content`; a file appears whole or is left as it was.

    Args:
        content: What is written.
        target: A file, or standard output.
        what: What it is, for the message.
        again: The command that writes it once more.

    Raises:
        StorageUnavailable: The disk refused; what was to be written stays in the database.
    """
    if target is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".report-", delete=False) as file:
            temporary = Path(file.name)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                temporary.replace(target)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise StorageUnavailable(
            f"{str(target)!r} could not be written: {error.strerror}.",
            next_step=f"Nothing is lost: make room, then write it with {again}.",
        ) from error
    errors().print(f"{what} written to {target}", markup=False)


def _not_writable(folder: Path, reason: str) -> InvalidInput:
    return InvalidInput(f"The folder {str(folder)!r} cannot be written: {reason}.", next_step="Name another place.")
