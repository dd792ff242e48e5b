"""Accounts of others, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, status

from research_assistant.web.access import Administrator
from research_assistant.web.made import Made
from research_assistant.web.problems import RESPONSES
from research_assistant.web.schemas.accounts import (
    AccountChange,
    AuditEntries,
    AuditRow,
    ManagedAccount,
    ManagedAccounts,
    NewAccount,
    ResetLink,
)

router = APIRouter(prefix="/api/accounts", tags=["administration"], responses=RESPONSES)

Username = Annotated[str, Path(max_length=64, examples=["marie"])]
Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("")
async def accounts(caller: Administrator, made: Made, limit: Limit = 50, offset: Offset = 0) -> ManagedAccounts:  # noqa: ARG001 - the policy
    """List the accounts in the order of their names."""
    found, total = await made.accounts.list(limit=limit, offset=offset)
    return ManagedAccounts(
        accounts=[ManagedAccount.of(user) for user in found], total=total, limit=limit, offset=offset
    )


@router.post("", status_code=status.HTTP_201_CREATED)
async def create(body: NewAccount, caller: Administrator, made: Made) -> ManagedAccount:
    """Make an account for somebody."""
    user = await made.accounts.create(
        body.username, email=body.email, password=body.password, role=body.role, actor=caller.user
    )
    return ManagedAccount.of(user)


@router.patch("/{username}")
async def change(
    username: Username, body: AccountChange, request: Request, caller: Administrator, made: Made
) -> ManagedAccount:
    """Change what an account may do; a disabled one is signed out everywhere."""
    user = await made.accounts.change(username, role=body.role, disabled=body.disabled, actor=caller.user)
    request.app.state.callers.forget()
    return ManagedAccount.of(user)


@router.post("/{username}/reset-link", status_code=status.HTTP_201_CREATED)
async def reset_link(username: Username, caller: Administrator, made: Made) -> ResetLink:
    """Make a link with which the account's owner chooses a new password: once, within a day."""
    token = await made.accounts.reset_link(username, actor=caller.user)
    # Without a host: that of the request is what whoever sent it says, and a link elsewhere would give the token away.
    return ResetLink(token=token, url=f"/reset?token={token}")


@router.get("/audit")
async def audit(caller: Administrator, made: Made, limit: Limit = 50, offset: Offset = 0) -> AuditEntries:  # noqa: ARG001 - the policy
    """List what was done to accounts, the newest first."""
    entries = await made.accounts.audit(limit=limit, offset=offset)
    rows = [
        AuditRow(
            entry_id=entry.entry_id,
            at=entry.at,
            action=entry.action,
            actor_id=entry.actor_id,
            subject_id=entry.subject_id,
            detail=entry.detail,
        )
        for entry in entries
    ]
    return AuditEntries(entries=rows, limit=limit, offset=offset)
