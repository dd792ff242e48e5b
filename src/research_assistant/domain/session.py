"""What stands for a person between two requests: sessions, tokens for programs, and one-time links."""

from dataclasses import dataclass
from datetime import datetime

from research_assistant.domain.permission import Permission
from research_assistant.domain.user import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One login.

    Attributes:
        session_id: UUID version 7; says nothing about the token.
        token_sha256: All that is kept of the token.
        seen_at: When it was last used, to the minute.
        expires_at: When it ends, however much it is used.
        address: Where the login came from.
        agent: What the program called itself.
    """

    session_id: str
    token_sha256: str
    user_id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A secret that lets a program act for its owner, within bounds.

    Attributes:
        name: What the owner calls it.
        permissions: What it may do at most; never more than its owner may.
        used_at: When it was last used, to the minute; `None` for never.
    """

    token_id: str
    token_sha256: str
    user_id: str
    name: str
    permissions: frozenset[Permission]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who makes a request, and what the request may do.

    Attributes:
        session_id: The login it belongs to; empty for programs.
        token_id: The token it carries; empty for persons.
    """

    user: User
    permissions: frozenset[Permission]
    session_id: str = ""
    token_id: str = ""
