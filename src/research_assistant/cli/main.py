"""The command `research`."""

import typer

from research_assistant.cli import (
    accounts,
    cache,
    check,
    cite,
    dedupe,
    doctor,
    history,
    init,
    library,
    query,
    read,
    recheck,
    resume,
    serve,
    users,
    worker,
)
from research_assistant.cli.console import EXIT_CODES, fail
from research_assistant.domain.errors import ResearchError

app = typer.Typer(
    name="research",
    help="Answers whose every claim points at a verbatim quote in a stored copy of its source.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Start with: research init, then research query "Does vitamin D prevent fractures?"\n\n' + EXIT_CODES,
)
app.command("init")(init.init)
app.command("query")(query.query)
app.command("resume")(resume.resume)
app.command("show")(history.show)
app.command("recheck")(recheck.recheck)
app.command("list")(history.list_queries)
app.command("delete")(history.delete)
app.add_typer(library.app, name="library")
app.command("check")(check.check)
app.command("cite")(cite.cite)
app.command("read")(read.read)
app.command("dedupe")(dedupe.dedupe)
app.command("register")(accounts.register)
app.command("login")(accounts.login)
app.command("logout")(accounts.logout)
app.command("whoami")(accounts.whoami)
app.add_typer(users.app, name="user")
app.command("serve")(serve.serve)
app.command("worker")(worker.worker)
app.add_typer(cache.app, name="cache")
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command line."""
    try:
        app()
    except ResearchError as error:
        fail(error)


if __name__ == "__main__":
    main()
