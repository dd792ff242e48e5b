"""`research user`: accounts of others, for whoever holds the database."""

import json
from typing import Annotated

import typer

from research_assistant.cli.accounts import FromInput, Username, new_password
from research_assistant.cli.console import errors, run
from research_assistant.domain.user import Role

app = typer.Typer(help="Accounts of others, for whoever holds the database.", no_args_is_help=True)


@app.command("create")
def create(
    username: Username,
    email: Annotated[str | None, typer.Option(help="Their e-mail address.", show_default=False)] = None,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.RESEARCHER,
    password_stdin: FromInput = False,
) -> None:
    """Make an account, such as the first administrator.

    Example: research user create marie --role admin
    """
    from research_assistant.cli.opening import database

    password = new_password(from_input=password_stdin)

    async def work() -> None:
        async with database() as made:
            actor = await made.accounts.local()
            user = await made.accounts.create(username, email=email, password=password, role=role, actor=actor)
        errors().print(f"Account {user.username} made: {user.role.value}.", markup=False)

    run(work)


@app.command("passwd")
def passwd(username: Username, password_stdin: FromInput = False) -> None:
    """Give an account a new password; all its logins end.

    Example: research user passwd marie
    """
    from research_assistant.cli.opening import database

    password = new_password(from_input=password_stdin)

    async def work() -> None:
        async with database() as made:
            await made.accounts.set_password(username, password, actor=await made.accounts.local())
        errors().print(f"{username} has a new password, and was logged out everywhere.", markup=False)

    run(work)


@app.command("set")
def set_rights(
    username: Username,
    role: Annotated[Role | None, typer.Option(help="What they may do from now on.", show_default=False)] = None,
    disabled: Annotated[
        bool | None, typer.Option("--disable/--enable", help="Whether they may do nothing at all.", show_default=False)
    ] = None,
) -> None:
    """Change what an account may do; a disabled one is logged out everywhere.

    Example: research user set marie --disable
    """
    from research_assistant.cli.opening import database

    async def work() -> None:
        async with database() as made:
            actor = await made.accounts.local()
            user = await made.accounts.change(username, role=role, disabled=disabled, actor=actor)
        errors().print(f"{user.username}: {user.role.value}{', disabled' if user.disabled else ''}.", markup=False)

    run(work)


@app.command("list")
def list_users(
    limit: Annotated[int, typer.Option(help="Accounts shown at most.", min=1, max=1000)] = 100,
    offset: Annotated[int, typer.Option(help="Accounts left out at the top.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of text.")] = False,
) -> None:
    """List the accounts in the order of their names."""
    from research_assistant.cli.opening import database

    async def work() -> None:
        async with database() as made:
            users, total = await made.accounts.list(limit=limit, offset=offset)
        rows = [
            {
                "user_id": user.user_id,
                "username": user.username,
                "email": user.email,
                "role": user.role.value,
                "disabled": user.disabled,
            }
            for user in users
        ]
        if as_json:
            typer.echo(json.dumps({"users": rows, "total": total}, ensure_ascii=False, indent=2))
            return
        for row in rows:
            state = "  disabled" if row["disabled"] else ""
            typer.echo(f"{row['username']:<24}  {row['role']:<10}  {row['email'] or ''}{state}")

    run(work)
