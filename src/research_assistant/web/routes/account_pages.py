"""The page of one's own account: password, logins, tokens for programs."""

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from research_assistant.domain.errors import InvalidInput, NotAllowed
from research_assistant.domain.permission import Permission
from research_assistant.domain.session import Caller
from research_assistant.web.access import Person
from research_assistant.web.forms import Form, Sent
from research_assistant.web.made import Made
from research_assistant.web.rendering import page

router = APIRouter(prefix="/account", include_in_schema=False)

Id = Annotated[str, Path(max_length=64)]

_NOTICES = {
    "password": "The new password holds. All other logins have ended.",
    "ended": "Ended.",
    "revoked": "The token is worthless now.",
}
_PERMISSIONS = (
    (Permission.READ, "read what is mine, and what is shared"),
    (Permission.ASK, "ask questions, stop and delete them"),
    (Permission.LIBRARY, "add to my library, and remove from it"),
)


@router.get("")
async def account(caller: Person, made: Made, said: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the account."""
    return await _shown(caller, made, Form(), notice=_NOTICES.get(said, ""))


@router.post("/password")
async def change_password(request: Request, form: Sent, caller: Person, made: Made) -> Response:
    """Choose a new password; all other logins end."""
    try:
        await made.accounts.change_password(
            caller.user,
            old=form.text("old_password"),
            new=form.text("new_password"),
            keep_session=caller.session_id,
        )
    except NotAllowed as error:
        return await _shown(caller, made, form.refused("old_password", error), status=HTTPStatus.FORBIDDEN)
    except InvalidInput as error:
        return await _shown(caller, made, form.refused("new_password", error), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _back(request, "password")


@router.post("/sessions/end")
async def end_other_sessions(request: Request, caller: Person, made: Made) -> Response:
    """End all logins save this one."""
    await made.signing_in.end_others(caller)
    return _back(request, "ended")


@router.post("/sessions/{session_id}/end")
async def end_session(session_id: Id, request: Request, caller: Person, made: Made) -> Response:
    """End one login."""
    await made.signing_in.end(session_id, user=caller.user)
    return _back(request, "ended")


@router.post("/tokens")
async def make_token(form: Sent, caller: Person, made: Made) -> Response:
    """Make a token, and show its secret this once."""
    wanted = [each for each, _ in _PERMISSIONS if each.value in form.chosen.get("permissions", ())]
    days = form.text("days")
    if not wanted:
        form = form.refused("permissions", "Choose at least one.")
    if not re.fullmatch("[0-9]{1,3}", days):
        form = form.refused("days", "Give a whole number of days.")
    if form.wrong:
        return await _shown(caller, made, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        told = await made.api_tokens.make(caller, name=form.text("name"), permissions=wanted, days=int(days))
    except InvalidInput as error:
        return await _shown(caller, made, form.refused("name", error), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotAllowed as error:
        return await _shown(caller, made, form.refused("permissions", error), status=HTTPStatus.FORBIDDEN)
    return await _shown(caller, made, Form(), secret=told.secret)


@router.post("/tokens/{token_id}/revoke")
async def revoke_token(token_id: Id, request: Request, caller: Person, made: Made) -> Response:
    """Make a token worthless."""
    await made.api_tokens.revoke(token_id, caller=caller)
    return _back(request, "revoked")


def _back(request: Request, said: str) -> Response:
    request.app.state.callers.forget()
    return RedirectResponse(f"/account?said={said}", HTTPStatus.SEE_OTHER)


async def _shown(
    caller: Caller, made: Made, form: Form, *, status: int = 200, notice: str = "", secret: str = ""
) -> Response:
    return page(
        "account.html",
        caller=caller,
        status=status,
        form=form,
        notice=notice,
        secret=secret,
        sessions=await made.signing_in.sessions(caller.user),
        tokens=await made.api_tokens.list(caller),
        permissions=[each for each in _PERMISSIONS if each[0] in caller.permissions],
        shortest=made.settings.password_min_length,
    )
