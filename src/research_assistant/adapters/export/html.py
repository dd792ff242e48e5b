"""Reports as HTML: one file that asks nothing of the network and in which every citation opens its quote."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from markupsafe import Markup

from research_assistant.adapters.export.templating import environment, style, told
from research_assistant.domain.report import Report
from research_assistant.ports.citer import Rendered

if TYPE_CHECKING:
    from jinja2 import Template


class HtmlExporter:
    """HTML (the living standard) without scripts, in which no character of the outside is markup."""

    name = "html"
    suffix = ".html"
    media_type = "text/html; charset=utf-8"

    async def render(self, report: Report, references: Rendered) -> bytes:
        """Return `report` as HTML in UTF-8; see the port."""
        sheet = style()
        page = _template().render(
            **told(report, references),
            style=Markup(sheet),  # noqa: S704 - our own style sheet
            policy=_policy(sheet),
        )
        return page.encode()


def _policy(sheet: str) -> str:
    """Return a Content Security Policy (level 3) under which nothing is loaded and nothing runs."""
    allowed = b64encode(sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{allowed}'; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def _template() -> "Template":
    return environment().get_template("report.html")
