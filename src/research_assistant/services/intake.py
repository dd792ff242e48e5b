"""What can be asked: a question, its scope and options, checked before anything is kept."""

from collections.abc import Sequence

from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.query import Options, ResearchQuery, Scope, question
from research_assistant.domain.user import User
from research_assistant.ports.citer import Citer
from research_assistant.ports.tools import Tools


class Intake:
    """Makes queries of what readers ask."""

    def __init__(self, tools: Tools, citer: Citer) -> None:
        self._tools = tools
        self._citer = citer

    def query(self, text: str, *, user: User, scope: Scope, options: Options) -> ResearchQuery:
        """Return a new query that can be run.

        Raises:
            InvalidInput: The question, a connector or the style cannot be used.
        """
        cleaned = question(text)
        self._check_connectors(scope.connectors)
        self._citer.check_style(options.style, locale=options.locale)
        return ResearchQuery(
            query_id=self._tools.new_id(),
            user_id=user.user_id,
            text=cleaned,
            scope=scope,
            options=options,
            created_at=self._tools.clock(),
        )

    def _check_connectors(self, names: Sequence[str]) -> None:
        known = ", ".join(sorted(self._tools.connectors))
        if not names:
            raise InvalidInput("No source was named.", next_step=f"Name one or more of: {known}")
        for name in names:
            if name not in self._tools.connectors:
                raise InvalidInput(f"There is no source named {name!r}.", next_step=f"Name one or more of: {known}")
