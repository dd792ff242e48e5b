"""Pages on the way in and out: register, log in, log out, choose a new password."""

from http import HTTPStatus
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from research_assistant.config import Settings
from research_assistant.domain.errors import InvalidInput, NameTaken, NotFound, TooMany, WrongCredentials
from research_assistant.domain.user import email_address, username
from research_assistant.services.signing_in import Visit
from research_assistant.web.access import OPEN
from research_assistant.web.forms import Form, Sent, local_path
from research_assistant.web.gate import client_network
from research_assistant.web.made import Made
from research_assistant.web.problems import kind_of
from research_assistant.web.rendering import page
from research_assistant.web.routes.auth import Cookies

router = APIRouter(dependencies=[OPEN], include_in_schema=False)

_NOTICES = {
    "chosen": "The new password holds. Log in with it.",
    "made": "The account is made. Log in.",
    "out": "You are logged out.",
}


@router.get("/login")
async def login_form(
    request: Request,
    wanted: Annotated[str, Query(alias="next", max_length=2000)] = "/",
    said: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show where to log in."""
    form = Form(typed={"next": local_path(wanted)})
    return page(
        "login.html", form=form, notice=_NOTICES.get(said, ""), registration_open=_settings(request).registration_open
    )


@router.post("/login")
async def login(request: Request, form: Sent, made: Made) -> Response:
    """Log in, and go where one wanted to."""
    try:
        return await _enter(request, form, made, wanted=local_path(form.text("next", "/")))
    except (WrongCredentials, TooMany) as error:
        again = {"Retry-After": str(ceil(error.seconds))} if isinstance(error, TooMany) else {}
        return page(
            "login.html",
            status=kind_of(error).status,
            headers=again,
            form=form.refused("", error),
            notice="",
            registration_open=_settings(request).registration_open,
        )


@router.get("/register")
async def register_form(request: Request) -> Response:
    """Show where to make an account."""
    return _register(request, Form())


@router.post("/register")
async def register(request: Request, form: Sent, made: Made) -> Response:
    """Make an account, and log in with it."""
    name, email, password = form.text("username"), form.text("email"), form.text("password")
    try:
        field = "username"
        username(name)
        field = "email"
        email_address(email)
        field = "password"
        await made.accounts.register(name, email=email, password=password, address=client_network(request.scope))
    except NameTaken as error:
        return _register(request, form.refused("username", error), status=HTTPStatus.BAD_REQUEST)
    except InvalidInput as error:
        return _register(request, form.refused(field, error), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return await _enter(request, form, made, wanted="/")
    except TooMany:
        return RedirectResponse("/login?said=made", HTTPStatus.SEE_OTHER)


@router.post("/logout")
async def logout(request: Request, made: Made) -> Response:
    """End the login."""
    cookies, response = Cookies(request), RedirectResponse("/login?said=out", HTTPStatus.SEE_OTHER)
    if cookies.session:
        await made.signing_in.logout(cookies.session)
    cookies.drop(response)
    request.app.state.callers.forget()
    return response


@router.get("/reset")
async def reset_form(request: Request, token: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Show where to choose a new password with a one-time link."""
    return _reset(request, Form(typed={"token": token}))


@router.post("/reset")
async def reset(request: Request, form: Sent, made: Made) -> Response:
    """Choose a new password with a one-time link; all logins end."""
    try:
        await made.accounts.redeem(form.text("token").strip(), form.text("password"))
    except NotFound as error:
        return _reset(request, form.refused("", error), status=HTTPStatus.NOT_FOUND)
    except InvalidInput as error:
        return _reset(request, form.refused("password", error), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    request.app.state.callers.forget()
    return RedirectResponse("/login?said=chosen", HTTPStatus.SEE_OTHER)


async def _enter(request: Request, form: Form, made: Made, *, wanted: str) -> Response:
    cookies = Cookies(request)
    begun = await made.signing_in.login(
        form.text("username"),
        form.text("password"),
        visit=Visit(
            address=client_network(request.scope),
            agent=request.headers.get("user-agent", ""),
            session_token=cookies.session,
            device_token=cookies.device,
        ),
    )
    response = RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
    cookies.keep(response, session=begun.session_token, device=begun.device_token)
    request.app.state.callers.forget()
    return response


def _register(request: Request, form: Form, *, status: int = 200) -> Response:
    settings = _settings(request)
    return page(
        "register.html",
        status=status,
        form=form,
        registration_open=settings.registration_open,
        shortest=settings.password_min_length,
    )


def _reset(request: Request, form: Form, *, status: int = 200) -> Response:
    return page("reset.html", status=status, form=form, shortest=_settings(request).password_min_length)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
