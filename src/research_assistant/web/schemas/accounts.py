"""Bodies about accounts, logins and tokens."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from research_assistant.domain.permission import Permission
from research_assistant.domain.session import ApiToken, Session
from research_assistant.domain.user import Role, User

LONGEST_TEXT = 2_048


class Body(BaseModel):
    """What a client sends: a field that nobody knows is an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid", str_max_length=LONGEST_TEXT)


class Registration(Body):
    """Who wants an account."""

    username: str = Field(examples=["marie"])
    email: str = Field(examples=["marie@example.org"])
    password: str = Field(examples=["correct horse battery staple"])


class Credentials(Body):
    """Who logs in."""

    username: str = Field(examples=["marie"], description="The username, or the e-mail address.")
    password: str = Field(examples=["correct horse battery staple"])


class PasswordChange(Body):
    """A new password in the place of the present one."""

    old_password: str
    new_password: str


class PasswordReset(Body):
    """A new password, chosen with a one-time link."""

    token: str
    new_password: str


class NewAccount(Body):
    """An account that an administrator makes."""

    username: str
    email: str | None = None
    password: str
    role: Role = Role.RESEARCHER


class AccountChange(Body):
    """What changes about an account."""

    role: Role | None = None
    disabled: bool | None = None


class NewToken(Body):
    """A token to be made."""

    name: str = Field(examples=["nightly export"])
    permissions: list[Permission] = Field(examples=[["read"]])
    days: int = Field(default=90, examples=[90])


class Account(BaseModel):
    """An account, as its owner sees it."""

    user_id: str
    username: str
    email: str | None
    role: Role

    @classmethod
    def of(cls, user: User) -> "Account":
        """Return the account of `user`."""
        return cls(user_id=user.user_id, username=user.username, email=user.email, role=user.role)


class ManagedAccount(Account):
    """An account, as an administrator sees it."""

    created_at: datetime | None
    disabled: bool

    @classmethod
    def of(cls, user: User) -> "ManagedAccount":
        """Return the account of `user`."""
        return cls(**Account.of(user).model_dump(), created_at=user.created_at, disabled=user.disabled)


class ManagedAccounts(BaseModel):
    """One page of the accounts."""

    accounts: list[ManagedAccount]
    total: int
    limit: int
    offset: int


class LoginSession(BaseModel):
    """One login of the caller."""

    session_id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    agent: str
    current: bool = Field(description="Whether this request belongs to it.")

    @classmethod
    def of(cls, session: Session, *, current: str) -> "LoginSession":
        """Return what its owner may see of `session`."""
        return cls(
            session_id=session.session_id,
            created_at=session.created_at,
            seen_at=session.seen_at,
            expires_at=session.expires_at,
            address=session.address,
            agent=session.agent,
            current=session.session_id == current,
        )


class Token(BaseModel):
    """A token of the caller, without its secret."""

    token_id: str
    name: str
    permissions: list[Permission]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> "Token":
        """Return what its owner may see of `token`."""
        return cls(
            token_id=token.token_id,
            name=token.name,
            permissions=sorted(token.permissions),
            created_at=token.created_at,
            expires_at=token.expires_at,
            used_at=token.used_at,
        )


class TokenWithSecret(Token):
    """A token that was just made: its secret is told this once."""

    secret: str = Field(examples=["ra_…"])


class Done(BaseModel):
    """That it was done."""

    success: bool = True


class ResetLink(BaseModel):
    """A one-time token to choose a new password with."""

    token: str
    url: str = Field(description="Below the address of this server.", examples=["/reset?token=…"])


class AuditEntries(BaseModel):
    """One page of the audit log."""

    entries: list["AuditRow"]
    limit: int
    offset: int


class AuditRow(BaseModel):
    """What was done to an account, and by whom."""

    entry_id: str
    at: datetime
    action: str
    actor_id: str | None
    subject_id: str | None
    detail: str
