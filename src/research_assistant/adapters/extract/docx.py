"""Word documents (.docx, .docm): the text as it is seen when all changes are accepted.

The walk is our own: python-docx gives neither notes nor tracked changes, text boxes and equations.
"""

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from research_assistant.adapters.extract.blocks import TextBuilder
from research_assistant.adapters.extract.docx_story import Story
from research_assistant.adapters.extract.docx_styles import Numbering, Styles, W
from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.kinds import SAVE_AS
from research_assistant.adapters.extract.packed import Package, tree_of, without_words
from research_assistant.adapters.extract.properties import core_properties
from research_assistant.adapters.extract.titles import seen_title, title_of_name

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
# ISO's strict form says the same under other names.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_SAME = rb"http://schemas.openxmlformats.org/\1/2006/"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_docx(content: bytes, origin: Origin) -> Iterator[Extracted]:
    """Yield the one work that a Word document is.

    Raises:
        Unreadable: It is encrypted, damaged, of another kind, too large, or holds no words.
    """
    _check_kind(content)
    package = Package(content)
    parts = _parts(package)
    document = _xml(package, parts.get("officeDocument", "word/document.xml"))
    body = None if document is None else document.find(f"{W}body")
    if document is None or body is None:
        raise Unreadable("unknown_kind", "is an Office file, but no Word document", next_step=SAVE_AS)
    properties = core_properties(_xml(package, parts.get("core-properties", "docProps/core.xml")))
    builder = TextBuilder()
    styles = Styles(_xml(package, parts.get("styles", "")))
    numbering = Numbering(_xml(package, parts.get("numbering", "")))
    story = Story(builder, styles, numbering, _notes(package, parts))
    story.read(body)
    text, sections = builder.finish()
    has_pictures = any(True for _ in document.iter(_BLIP, _PICTURE))
    if not any(character.isalnum() for character in text):
        raise without_words(has_pictures=has_pictures)
    title = story.title or properties.title or seen_title(story.first) or title_of_name(origin.name)
    comments = _xml(package, parts.get("comments", ""))
    yield Extracted(
        work=properties.work(title, dated=story.date),
        text=text,
        language=properties.language,
        sections=sections,
        limits=tuple(
            _limits(story, has_comments=comments is not None and len(comments) > 0, has_pictures=has_pictures)
        ),
    )


def _check_kind(content: bytes) -> None:
    if content.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable("encrypted", "is encrypted", next_step="Save it without a password and add it again.")
        raise Unreadable("unknown_kind", "is a Word document of the kind before 2007 (.doc)", next_step=SAVE_AS)
    if content.lstrip()[:5] == b"{\\rtf":
        raise Unreadable("unknown_kind", "is an RTF file", next_step=SAVE_AS)
    if not content:
        raise Unreadable("empty", "is empty", next_step="Add a file that holds text.")


def _parts(package: Package) -> dict[str, str]:
    """Return the names of the parts by what they are for: `officeDocument`, `styles`, `footnotes`."""
    parts = dict(_related(package, ""))
    main = parts.get("officeDocument", "word/document.xml")
    return {**dict(_related(package, main)), **parts}


def _related(package: Package, name: str) -> Iterator[tuple[str, str]]:
    folder, file = posixpath.split(name)
    root = package.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
    for each in () if root is None else root.iter(_RELATION):
        if each.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))
            yield each.get("Type", "").rpartition("/")[2], target


def _xml(package: Package, name: str) -> etree._Element | None:
    content = package.read(name)
    return tree_of(_STRICT.sub(_SAME, content), name) if content else None


def _notes(package: Package, parts: dict[str, str]) -> dict[tuple[str, str], etree._Element]:
    notes: dict[tuple[str, str], etree._Element] = {}
    for kind in ("footnote", "endnote"):
        root = _xml(package, parts.get(f"{kind}s", ""))
        for note in () if root is None else root.iterchildren(W + kind):
            if note.get(f"{W}type", "normal") == "normal":
                notes[kind, note.get(f"{W}id", "")] = note
    return notes


def _limits(story: Story, *, has_comments: bool, has_pictures: bool) -> Iterator[str]:
    if story.has_hidden:
        yield "Hidden text is left out."
    if story.has_deleted:
        yield "Text that a tracked change deletes is left out."
    if story.has_foreign:
        yield "Files that are embedded to be shown as text are left out."
    if has_comments:
        yield "Comments are left out."
    if has_pictures:
        yield "Pictures are left out."
