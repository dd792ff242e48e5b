"""Reports as files: references rendered in the reader's style, and nothing lost where that fails; or the references."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from research_assistant.domain.citation import citation_key, cited_sources
from research_assistant.domain.errors import InvalidInput, ReferencesUnavailable, UnreadableFile
from research_assistant.domain.notices import told
from research_assistant.domain.reference import csl_item, plain_citation, plain_entry
from research_assistant.domain.report import Report
from research_assistant.domain.source import Source
from research_assistant.kit.markdown import escape
from research_assistant.ports.citer import Citer, Rendered
from research_assistant.ports.exporter import Exporter
from research_assistant.ports.reference_writer import ReferenceWriter

DEFAULT_FORMAT = "markdown"


class Exports:
    """Writes reports in every format there is.

    Args:
        citer: Renders the references.
        exporters: The formats of whole reports, by name.
        writers: The formats of references alone, by name.
    """

    def __init__(self, citer: Citer, exporters: Mapping[str, Exporter], writers: Mapping[str, ReferenceWriter]) -> None:
        self._citer = citer
        self._exporters = exporters
        self._writers = writers

    @property
    def formats(self) -> tuple[str, ...]:
        """The names of all formats: of whole reports, then of references alone."""
        return (*self._exporters, *self._writers)

    def check(self, format_name: str) -> Exporter | ReferenceWriter:
        """Return what makes files of this format.

        Raises:
            InvalidInput: There is no such format; names those there are.
        """
        wanted = format_name.strip().casefold()
        found = self._exporters.get(wanted) or self._writers.get(wanted)
        if found is None:
            names = ", ".join(self.formats)
            raise InvalidInput(f"There is no format {format_name!r}.", next_step=f"Choose one of these: {names}.")
        return found

    def chosen(self, format_name: str | None, file_name: str = "") -> str:
        """Return the name of the wanted format: the one that is named, else the one whose files end like `file_name`.

        Raises:
            InvalidInput: There is no format of this name; names those there are.
        """
        if format_name is not None:
            return self.check(format_name).name
        suffixes = [(name, member.suffix) for name, member in self._exporters.items()]
        suffixes += [(name, member.suffix) for name, member in self._writers.items()]
        ending = file_name.casefold()
        return next((name for name, suffix in suffixes if ending.endswith(suffix)), DEFAULT_FORMAT)

    async def export(self, report: Report, format_name: str) -> bytes:
        """Return `report` as a file; where the citation processor fails, with plain references that say so.

        A format of references holds the works that the report cites.

        Raises:
            InvalidInput: There is no such format, or no such citation style any more.
            Unavailable: What makes the format did not do its work.
        """
        wanted = self.check(format_name).name
        if wanted in self._writers:
            return self._writers[wanted].write([(source.work, "") for source in cited_sources(report)])
        report, references = await self.referenced(report)
        return await self._exporters[wanted].render(report, references)

    async def referenced(self, report: Report) -> tuple[Report, Rendered]:
        """Return `report` with the references of what it cites; where they are plain, the report says so.

        Raises:
            InvalidInput: There is no such citation style any more.
        """
        options = report.query.options
        items = [csl_item(source.work, key=citation_key(source)) for source in cited_sources(report)]
        try:
            references = await self._citer.render(items, style=options.style, locale=options.locale)
            return report, _marked(report, references)
        except (ReferencesUnavailable, UnreadableFile) as error:  # a style's own file may be gone by now
            limit = f"References are not in {options.citation_style} style but plain, because of this: {error}"
            report = replace(report, not_found=(*report.not_found, limit))
            return report, _marked(report, _plain(report))


def _marked(report: Report, references: Rendered) -> Rendered:
    """Return references that tell what became of their works, and whose text was read; no style has words for it."""
    said = {citation_key(source): "; ".join(_told(source)) for source in cited_sources(report)}

    def with_mark(entries: Mapping[str, str]) -> dict[str, str]:
        return {
            key: f"{text} **{escape(f'[{said[key]}]')}**" if said.get(key) else text for key, text in entries.items()
        }

    return replace(references, bibliography=with_mark(references.bibliography), notes=with_mark(references.notes))


def _told(source: Source) -> Iterator[str]:
    if source.work.notices:
        yield told(source.work.notices)
    if source.preprint_read:
        yield f"read as the preprint {source.preprint_read}"


def _plain(report: Report) -> Rendered:
    """Return references without a style; their keys tell works apart."""
    cited = {citation_key(source): source.work for source in cited_sources(report)}
    return Rendered(
        in_text={key: escape(f"({plain_citation(work)}, {key})") for key, work in cited.items()},
        bibliography={key: escape(f"{plain_entry(work)} [{key}]") for key, work in cited.items()},
    )
