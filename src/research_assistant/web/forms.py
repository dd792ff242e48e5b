"""What people type into forms: shown again where it cannot be used, beside what is wrong with it; never a password."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.requests import Request

from research_assistant.domain.errors import ResearchError


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it was sent, or as it is first shown.

    Attributes:
        typed: What stands in each field; a field that may stand there several times has all its values in `chosen`.
        wrong: What is wrong with a field, by its name; under the empty name, with the whole.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return what stands in a field; `default` where it was not sent."""
        return self.typed.get(name, default)

    def refused(self, name: str, error: ResearchError | str) -> "Form":
        """Return the form with what is wrong with one of its fields."""
        words = f"{error} {error.next_step}".strip() if isinstance(error, ResearchError) else error
        return replace(self, wrong={**self.wrong, name: words})


async def _sent(request: Request) -> Form:
    async with request.form() as sent:
        fields = [(name, value) for name, value in sent.multi_items() if not isinstance(value, UploadFile)]
    chosen: dict[str, tuple[str, ...]] = {}
    for name, value in fields:
        chosen[name] = (*chosen.get(name, ()), value)
    return Form(typed=dict(fields), chosen=chosen)


Sent = Annotated[Form, Depends(_sent)]
"""The form that the request carries."""


def local_path(wanted: str) -> str:
    """Return `wanted` where it is an address of this site that can be gone to; else the first page.

    Browsers read a backslash as a slash, drop tabs and line ends, and take two slashes for another site.
    """
    is_plain = wanted.isascii() and wanted.isprintable()
    if not is_plain or not wanted.startswith("/") or "\\" in wanted or "//" in wanted:
        return "/"
    return wanted


def login_path(wanted: str) -> str:
    """Return where to log in, and go to `wanted` then."""
    return "/login" if wanted == "/" else f"/login?next={quote(wanted)}"
