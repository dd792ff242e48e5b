"""Accounts and logins of whoever calls."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response, status

from research_assistant.services.signing_in import DEVICE_HOLDS, Visit
from research_assistant.web.access import OPEN, Person, Reader
from research_assistant.web.gate import client_network
from research_assistant.web.made import Made
from research_assistant.web.problems import RESPONSES
from research_assistant.web.schemas.accounts import (
    Account,
    Credentials,
    Done,
    LoginSession,
    NewToken,
    PasswordChange,
    PasswordReset,
    Registration,
    Token,
    TokenWithSecret,
)

router = APIRouter(prefix="/api/auth", tags=["accounts"], responses=RESPONSES)

Id = Annotated[str, Path(max_length=64, examples=["0190b7a2-7c1e-7d30-b9f5-2f0f3c1f9a11"])]


@router.post("/register", dependencies=[OPEN])
async def register(body: Registration, request: Request, made: Made) -> Account:
    """Make an account. It is not logged in yet."""
    user = await made.accounts.register(
        body.username, email=body.email, password=body.password, address=client_network(request.scope)
    )
    return Account.of(user)


@router.post("/login", dependencies=[OPEN])
async def login(body: Credentials, request: Request, response: Response, made: Made) -> Account:
    """Log in; the answer sets a cookie that stands for the login."""
    cookies = Cookies(request)
    begun = await made.signing_in.login(
        body.username,
        body.password,
        visit=Visit(
            address=client_network(request.scope),
            agent=request.headers.get("user-agent", ""),
            session_token=cookies.session,
            device_token=cookies.device,
        ),
    )
    cookies.keep(response, session=begun.session_token, device=begun.device_token)
    request.app.state.callers.forget()
    return Account.of(begun.user)


@router.post("/logout", dependencies=[OPEN])
async def logout(request: Request, response: Response, made: Made) -> Done:
    """End the login of this cookie, if there is one."""
    cookies = Cookies(request)
    if cookies.session:
        await made.signing_in.logout(cookies.session)
    cookies.drop(response)
    request.app.state.callers.forget()
    return Done()


@router.get("/me")
async def me(caller: Reader) -> Account:
    """Return the account of the caller."""
    return Account.of(caller.user)


@router.post("/password")
async def change_password(body: PasswordChange, request: Request, caller: Person, made: Made) -> Done:
    """Choose a new password; all other logins end."""
    await made.accounts.change_password(
        caller.user, old=body.old_password, new=body.new_password, keep_session=caller.session_id
    )
    request.app.state.callers.forget()
    return Done()


@router.post("/reset", dependencies=[OPEN])
async def redeem(body: PasswordReset, request: Request, made: Made) -> Account:
    """Choose a new password with a one-time link from an administrator; all logins end."""
    user = await made.accounts.redeem(body.token, body.new_password)
    request.app.state.callers.forget()
    return Account.of(user)


@router.get("/sessions")
async def sessions(caller: Person, made: Made) -> list[LoginSession]:
    """List the caller's logins, the newest first."""
    found = await made.signing_in.sessions(caller.user)
    return [LoginSession.of(session, current=caller.session_id) for session in found]


@router.delete("/sessions")
async def end_other_sessions(request: Request, caller: Person, made: Made) -> Done:
    """End all of the caller's logins save the one that asks."""
    await made.signing_in.end_others(caller)
    request.app.state.callers.forget()
    return Done()


@router.delete("/sessions/{session_id}")
async def end_session(session_id: Id, request: Request, caller: Person, made: Made) -> Done:
    """End one of the caller's logins."""
    await made.signing_in.end(session_id, user=caller.user)
    request.app.state.callers.forget()
    return Done()


@router.get("/tokens")
async def tokens(caller: Person, made: Made) -> list[Token]:
    """List the caller's tokens for programs, the newest first."""
    return [Token.of(token) for token in await made.api_tokens.list(caller)]


@router.post("/tokens", status_code=status.HTTP_201_CREATED)
async def make_token(body: NewToken, caller: Person, made: Made) -> TokenWithSecret:
    """Make a token for a program: it sends `Authorization: Bearer …`. Its secret is told this once."""
    found = await made.api_tokens.make(caller, name=body.name, permissions=body.permissions, days=body.days)
    return TokenWithSecret(**Token.of(found.token).model_dump(), secret=found.secret)


@router.delete("/tokens/{token_id}")
async def revoke_token(token_id: Id, request: Request, caller: Person, made: Made) -> Done:
    """Make one of the caller's tokens worthless."""
    await made.api_tokens.revoke(token_id, caller=caller)
    request.app.state.callers.forget()
    return Done()


class Cookies:
    """The two cookies of a browser: its login, and that somebody has logged in from here before."""

    def __init__(self, request: Request) -> None:
        settings = request.app.state.settings
        self._name: str = request.app.state.cookie
        self._device_name = self._name.replace("session", "device")
        self._secure: bool = settings.cookie_secure
        self._same_site = settings.cookie_samesite
        self._session_seconds = int(settings.session_ttl_days * 86_400)
        self.session = request.cookies.get(self._name, "")
        self.device = request.cookies.get(self._device_name, "")

    def keep(self, response: Response, *, session: str, device: str) -> None:
        """Set both."""
        for name, value, seconds in (
            (self._name, session, self._session_seconds),
            (self._device_name, device, int(DEVICE_HOLDS.total_seconds())),
        ):
            response.set_cookie(
                name,
                value,
                max_age=seconds,
                path="/",
                secure=self._secure,
                httponly=True,
                samesite=self._same_site,
            )

    def drop(self, response: Response) -> None:
        """Take the login's cookie away; the browser stays known."""
        response.delete_cookie(self._name, path="/", secure=self._secure, httponly=True, samesite=self._same_site)
