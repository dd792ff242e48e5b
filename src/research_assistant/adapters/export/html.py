"""Reports as HTML: one file that asks nothing of the network and in which every citation opens its quote."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from research_assistant.adapters.export.view import view
from research_assistant.adapters.export.wording import NOTHING_FOUND, OFFSETS
from research_assistant.domain.report import Report
from research_assistant.ports.citer import Rendered

if TYPE_CHECKING:
    from jinja2 import Template

_SHEETS = ("tokens.css", "report.css")
# What HTML forbids (controls, surrogates, noncharacters), and bidirectional controls, which reorder their surroundings.
_NONCHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNSHOWABLE = re.compile(
    rf"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]"
)


class HtmlExporter:
    """HTML (the living standard) without scripts, in which no character of the outside is markup."""

    name = "html"
    suffix = ".html"
    media_type = "text/html; charset=utf-8"

    def render(self, report: Report, references: Rendered) -> bytes:
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
        finalize=_showable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _showable(value: object) -> object:
    """Return what a page shows of `value`: characters that cannot be shown become U+FFFD."""
    if not isinstance(value, str):
        return value
    shown = _UNSHOWABLE.sub("\ufffd", value)
    return Markup(shown) if isinstance(value, Markup) else shown  # noqa: S704 - markup stays what it was
