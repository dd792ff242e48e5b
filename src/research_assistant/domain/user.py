"""Who asks."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.permission import Permission

LOCAL = "local"
"""The username that the command line acts as unless somebody is signed in."""

LONGEST_EMAIL = 254
"""RFC 5321, section 4.5.3.1.3, less the angle brackets."""

_USERNAME = re.compile(r"[^\W_](?:[\w.-]{1,62}[^\W_])")
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"\\]{1,64}@[^\s@,;:<>()\[\]\"\\_]+\.[^\s@,;:<>()\[\]\"\\_.]{2,}")


class Role(StrEnum):
    """What a user may do."""

    READER = "reader"
    """Read: shared works, and what is their own."""
    RESEARCHER = "researcher"
    """Ask, and keep a library."""
    ADMIN = "admin"
    """See to accounts, and to all users' figures."""

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that the role allows."""
        match self:
            case Role.READER:
                return frozenset({Permission.READ})
            case Role.RESEARCHER:
                return frozenset({Permission.READ, Permission.ASK, Permission.LIBRARY})
            case Role.ADMIN:
                return frozenset(Permission)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account.

    Attributes:
        username: As it was chosen; two that differ in case alone are one.
        email: Where it was given.
        created_at: When, where it is known.
        disabled: Whether it may do nothing any more.
    """

    user_id: str
    username: str
    role: Role
    email: str | None = None
    created_at: datetime | None = None
    disabled: bool = False


def username(text: str) -> str:
    """Return `text` as a username.

    Raises:
        InvalidInput: It is none; says what one looks like.
    """
    name = unicodedata.normalize("NFKC", text).strip()
    if not _USERNAME.fullmatch(name):
        raise InvalidInput(
            f"{text[:80]!r} cannot be a username.",
            next_step="Use 3 to 64 letters, digits, dots, hyphens or underscores, no sign at either end.",
        )
    if name.casefold() == LOCAL:
        raise InvalidInput(
            f"The username {LOCAL!r} belongs to the command line of this machine.", next_step="Choose another one."
        )
    return name


def username_key(name: str) -> str:
    """Return what two usernames have in common that are one."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def email_address(text: str) -> str:
    """Return `text` as an address of electronic mail: its domain in lower case.

    Raises:
        InvalidInput: It is none.
    """
    address = text.strip()
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise InvalidInput(f"{text[:80]!r} is no e-mail address.", next_step="Give one such as name@example.org.")
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"
