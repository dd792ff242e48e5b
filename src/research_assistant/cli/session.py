"""Who the command line acts as: the login that is kept in the data folder, else the user `local`."""

import os
from pathlib import Path

from research_assistant.bootstrap import Application
from research_assistant.domain.errors import NotSignedIn
from research_assistant.domain.user import User


class KeptLogin:
    """The token of one login, in a file that its owner alone can read."""

    def __init__(self, folder: Path) -> None:
        self._file = folder.expanduser() / "login"

    def read(self) -> str:
        """Return the token; empty for none."""
        try:
            return self._file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def keep(self, token: str) -> None:
        """Put `token` in the place of the one before."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(token)
        fresh.replace(self._file)

    def drop(self) -> None:
        """Forget the token."""
        self._file.unlink(missing_ok=True)


async def acting_user(made: Application) -> User:
    """Return who the command line acts as.

    Raises:
        NotSignedIn: A login is kept that has ended.
    """
    token = KeptLogin(made.settings.data_dir).read()
    if not token:
        return await made.accounts.local()
    try:
        return (await made.signing_in.caller(token)).user
    except NotSignedIn as error:
        raise NotSignedIn(
            "Your login has ended.",
            next_step="Log in again: research login NAME, or act as the local user: research logout",
        ) from error
