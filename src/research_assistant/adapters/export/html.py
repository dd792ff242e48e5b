"""Reports as HTML: one file that asks nothing of the network and in which every citation opens its quote."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from research_assistant.adapters.export.showable import showable
from research_assistant.adapters.export.view import view
from research_assistant.adapters.export.wording import NOTHING_FOUND, OFFSETS
from research_assistant.domain.report import Report
from research_assistant.ports.citer import Rendered

if TYPE_CHECKING:
    from jinja2 import Template

_SHEETS = ("tokens.css", "report.css")


class HtmlExporter:
    """HTML (the living standard) without scripts, in which no character of the outside is markup."""

    name = "html"
    suffix = ".html"
    media_type = "text/html; charset=utf-8"

    async def render(self, report: Report, references: Rendered) -> bytes:
        """Return `report` as HTML in UTF-8; see the port."""
        style = _style()
        page = _template().render(
            view=view(report, references),
            report=report,
            style=Markup(style),  # noqa: S704 - our own style sheet
            policy=_policy(style),
            nothing_found=NOTHING_FOUND,
            offsets=OFFSETS,
        )
        return page.encode()


def _policy(style: str) -> str:
    """Return a Content Security Policy (level 3) under which nothing is loaded and nothing runs."""
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{allowed}'; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    folder = files("research_assistant") / "assets" / "style"
    return "".join((folder / name).read_text(encoding="utf8") for name in _SHEETS)


@cache
def _template() -> "Template":
    # It costs start-up time, and only this format needs it.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=PackageLoader("research_assistant.adapters.export"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _shown(value: object) -> object:
    """Return what a page shows of `value`."""
    if not isinstance(value, str):
        return value
    shown = showable(value)
    return Markup(shown) if isinstance(value, Markup) else shown  # noqa: S704 - markup stays what it was
