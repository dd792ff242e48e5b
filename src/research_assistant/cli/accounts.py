"""`research register`, `login`, `logout`, `whoami`: accounts of this database, from the command line."""

import sys
from typing import Annotated

import typer

from research_assistant.cli.console import errors, run

Username = Annotated[
    str, typer.Argument(help="3 to 64 letters, digits, dots, hyphens, underscores.", show_default=False)
]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


def register(
    username: Username,
    email: Annotated[str, typer.Option(help="Your e-mail address.", prompt=True)],
    password_stdin: FromInput = False,
) -> None:
    """Make an account, where registration is open.

    Example: research register marie --email marie@example.org
    """
    from research_assistant.cli.opening import database

    password = new_password(from_input=password_stdin)

    async def work() -> None:
        async with database() as made:
            user = await made.accounts.register(username, email=email, password=password)
        errors().print(f"Account {user.username} made. Now: research login {user.username}", markup=False)

    run(work)


def login(username: Username, password_stdin: FromInput = False) -> None:
    """Act as this user from now on; until then, and after `research logout`, as the user `local`.

    Example: research login marie
    """
    from research_assistant.cli.opening import database
    from research_assistant.cli.session import KeptLogin
    from research_assistant.services.signing_in import Visit

    password = _password("Password", from_input=password_stdin)

    async def work() -> None:
        async with database() as made:
            kept = KeptLogin(made.settings.data_dir)
            visit = Visit(address="command line", agent="research", session_token=kept.read())
            begun = await made.signing_in.login(username, password, visit=visit)
            kept.keep(begun.session_token)
        errors().print(f"Logged in as {begun.user.username}.", markup=False)

    run(work)


def logout() -> None:
    """End the login of the command line; it acts as the user `local` again."""
    from research_assistant.cli.opening import database
    from research_assistant.cli.session import KeptLogin

    async def work() -> None:
        async with database() as made:
            kept = KeptLogin(made.settings.data_dir)
            if token := kept.read():
                await made.signing_in.logout(token)
                kept.drop()
        errors().print("Logged out." if token else "Nobody was logged in.")

    run(work)


def whoami() -> None:
    """Say who the command line acts as."""
    from research_assistant.cli.opening import database
    from research_assistant.cli.session import acting_user

    async def work() -> None:
        async with database() as made:
            user = await acting_user(made)
        typer.echo(f"{user.username} ({user.role.value})")

    run(work)


def new_password(*, from_input: bool) -> str:
    """Return a password that somebody chooses: typed twice, or the first line of standard input."""
    from research_assistant.domain.errors import InvalidInput

    password = _password("New password", from_input=from_input)
    if not from_input and password != _password("The same again", from_input=False):
        raise InvalidInput("The two passwords differ.", next_step="Type the same one twice.")
    return password


def _password(label: str, *, from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt(label, hide_input=True, err=True))
