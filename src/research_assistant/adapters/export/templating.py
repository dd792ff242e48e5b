"""Templates of pages: where they lie, and what keeps text of the outside from becoming markup in them."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from research_assistant.adapters.export.showable import showable
from research_assistant.adapters.export.view import view
from research_assistant.adapters.export.wording import NOTHING_FOUND, OFFSETS
from research_assistant.domain.report import Report
from research_assistant.ports.citer import Rendered

if TYPE_CHECKING:
    from jinja2 import Environment

SHEETS = ("tokens.css", "report.css")
"""Style sheets that set a report, in their order."""


def environment(*packages: str) -> "Environment":
    """Return the templates of reports, and those in the folder `templates` of other packages."""
    # It costs start-up time, and only pages need it.
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in (*packages, "research_assistant.adapters.export")]),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def told(report: Report, references: Rendered) -> Mapping[str, object]:
    """Return what the templates of a report tell."""
    return {
        "view": view(report, references),
        "report": report,
        "nothing_found": NOTHING_FOUND,
        "offsets": OFFSETS,
    }


@cache
def style() -> str:
    """Return the style sheets of a report."""
    folder = files("research_assistant") / "assets" / "style"
    return "".join((folder / name).read_text(encoding="utf8") for name in SHEETS)


def _shown(value: object) -> object:
    """Return what a page shows of `value`."""
    if not isinstance(value, str):
        return value
    shown = showable(value)
    return Markup(shown) if isinstance(value, Markup) else shown  # noqa: S704 - markup stays what it was
