"""Who asks."""

from dataclasses import dataclass
from enum import StrEnum

LOCAL = "local"
"""The username that the command line acts as unless somebody is signed in."""


class Role(StrEnum):
    """What a user may do."""

    READER = "reader"
    RESEARCHER = "researcher"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account."""

    user_id: str
    username: str
    role: Role
