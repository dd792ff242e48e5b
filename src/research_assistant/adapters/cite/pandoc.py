"""The citation processor that ships with pandoc, run as a child process that sees its own folder and nothing else."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from research_assistant.adapters.cite.exchange import ITEMS, STYLE, document, lay_out, rendered
from research_assistant.adapters.cite.styles import known_locale, style_file
from research_assistant.domain.errors import ReferencesUnavailable
from research_assistant.domain.reference import CslItem
from research_assistant.kit.pandoc import PandocFailed, pandoc
from research_assistant.ports.citer import Rendered

SECONDS = 30.0
"""For one report; 200 works of 30 authors take about one."""

_ARGUMENTS = ("--from=json", "--to=json", "--citeproc", f"--bibliography={ITEMS}", f"--csl={STYLE}")


class PandocCiter:
    """Renders references with pandoc's citeproc and the official CSL styles.

    Args:
        folder: Where the CSL files of `STYLES` lie.
        pandoc: The program; the one that pypandoc-binary brings where `None`.
        seconds: What one rendering may take.
    """

    def __init__(self, folder: Path, *, pandoc: Path | None = None, seconds: float = SECONDS) -> None:
        self._folder = folder
        self._pandoc = pandoc
        self._seconds = seconds

    def check_style(self, style: str | Path, *, locale: str = "") -> None:
        """Say whether `style` and `locale` can be used.

        Raises:
            InvalidInput: There is no such style, or no such language; names those there are.
        """
        style_file(style, self._folder)
        known_locale(locale)

    async def render(self, items: Sequence[CslItem], *, style: str | Path, locale: str = "") -> Rendered:
        """Return all `items` rendered in `style`; see the port.

        Raises:
            InvalidInput: There is no such style or language.
            ReferencesUnavailable: The engine failed.
        """
        style_csl, language = style_file(style, self._folder), known_locale(locale)
        if not items:
            return Rendered(in_text={}, bibliography={})
        with TemporaryDirectory(prefix="cite-") as folder:
            await asyncio.to_thread(lay_out, Path(folder), items, style_csl)
            try:
                made = await pandoc(
                    _ARGUMENTS,
                    document(len(items), language),
                    folder=Path(folder),
                    seconds=self._seconds,
                    program=self._pandoc,
                )
            except PandocFailed as error:
                raise _unavailable(str(error)) from error
        try:
            return rendered(made, [item["id"] for item in items])
        except (ValueError, RecursionError) as error:
            raise _unavailable(f"what it wrote cannot be read: {error}") from error


def _unavailable(reason: str) -> ReferencesUnavailable:
    return ReferencesUnavailable(
        f"The citation processor failed: {reason}.",
        next_step="Try again; if it fails again, install it anew: pip install --force-reinstall pypandoc-binary",
    )
