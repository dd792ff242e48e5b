"""Pages from templates: every one has the same frame, and nothing of the outside becomes markup in any."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from research_assistant.adapters.export.templating import environment
from research_assistant.domain.session import Caller
from research_assistant.web.statics import address

if TYPE_CHECKING:
    from jinja2 import Environment

PRIVATE = "no-store"
"""What is somebody's own stays in no cache, so that nobody finds it there who sits down after them."""


def page(
    template: str,
    *,
    caller: Caller | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **shown: object,
) -> HTMLResponse:
    """Return a page.

    Args:
        template: The file's name in `templates`.
        caller: Who reads it; the frame shows their name, and what they can go to.
        status: Of the answer.
        headers: Of the answer, beside our own.
        shown: What the template shows.
    """
    content = fragment(template, caller=caller, **shown)
    return HTMLResponse(content, status_code=status, headers={"Cache-Control": PRIVATE, **(headers or {})})


def fragment(template: str, **shown: object) -> str:
    """Return what a template makes."""
    return _environment().get_template(template).render(**shown)


@cache
def _environment() -> "Environment":
    made = environment("research_assistant.web")
    made.globals["static"] = address
    return made
