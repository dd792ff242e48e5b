"""What a PDF says of the work that it is a copy of: title, authors, date, names, licence, language."""

import ctypes
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath

import pypdfium2
import pypdfium2.raw as pdfium

from research_assistant.adapters.extract.pdf.lines import Line, lines_of
from research_assistant.adapters.extract.pdf.naming import identifiers_in, issued_in, licence_in
from research_assistant.adapters.extract.pdf.packet import packet_in
from research_assistant.adapters.extract.pdf.page import Sheet
from research_assistant.adapters.extract.people import person
from research_assistant.domain.work import Name, Work
from research_assistant.kit.text import clean

_LONGEST_TITLE = 400  # characters
_ENDS = 6_000  # characters at either end of the text, where a licence is stated
_SAME_SIZE = 0.05  # of the size
_SIZES = 12  # the largest that are looked at
_NEARLY = 0.85  # of the largest size
_LARGER = 1.1  # times the size of the other letters of a page: a title
_NO_TITLE = re.compile(
    r"untitled.*|unknown|title|document\d*|.*\.(?:docx?|dvi|indd|tex|pdf|ps|rtf|odt|pptx?|xlsx?|png|jpe?g|tiff?|eps|qxd|wpd|p65)"
    r"|(?:microsoft|powerpoint|slide|presentation)\b.*|(?:pii|doi):?\s?\S+|\S*\d{4,}\S*|[^\w]*|10\.\d{4,9}/\S+",
    re.IGNORECASE,
)
_STAMP = re.compile(r"arXiv:|https?://|www\.|^\W*$|^\d[\d.\s/-]*$", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")
_MARKED = re.compile(r"[*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]+")
_DEGREE = re.compile(r",?\s(?:Ph\.?D|M\.?D|M\.?Sc|B\.?Sc|Dr\.?)\.?$", re.IGNORECASE)


def described(
    document: pypdfium2.PdfDocument,
    content: bytes,
    sheets: Sequence[Sheet | None],
    lines: Sequence[Sequence[Line]],
    heading: str,
    text: str,
    name: str,
) -> tuple[Work, str]:
    """Return the work and the licence that a file states.

    Args:
        document: The open file.
        content: Its bytes.
        sheets: Its pages.
        lines: The lines of each page, margins included.
        heading: The heading that opens the text; empty where none does.
        text: What was read of it.
        name: The file's name.
    """
    packet = packet_in(content)
    told = {key: _sane(str(value)) for key, value in document.get_metadata_dict(skip_empty=True).items()}
    first = next((place for place, page in enumerate(lines) if page), 0)
    sheet = sheets[first]
    margins = lines_of(sheet.asides) if sheet else []
    front = "\n".join(line.text for line in [*lines[first], *margins])
    issued = issued_in(front, packet)
    stem = PurePath(name).stem
    work = Work(
        title=_title(packet, told, stem) or _largest(lines[first], heading) or _sane(stem) or "Untitled",
        authors=_authors(packet, told, front),
        year=int(issued[:4]) if issued else None,
        issued=issued if len(issued) > 4 else "",
        venue=_sane(next(iter(packet.get("prism:publicationName", ())), "")),
        identifiers=identifiers_in(front, packet),
    )
    return work, licence_in(f"{text[:_ENDS]}\n{text[-_ENDS:] if len(text) > _ENDS else ''}\n{front}", packet)


def language_in(document: pypdfium2.PdfDocument) -> str:
    """Return the language that the file names (ISO 639-1); empty where it names none."""
    buffer = (ctypes.c_ushort * 64)()
    size = pdfium.FPDFCatalog_GetLanguage(document.raw, buffer, ctypes.sizeof(buffer))
    if not 2 < size <= ctypes.sizeof(buffer):
        return ""
    found = _LANGUAGE.fullmatch(bytes(buffer)[: size - 2].decode("utf-16-le", "replace").strip())
    # English is what programs write unasked; what is English is recognised anyway.
    return found[1].lower() if found and found[1].lower() != "en" else ""


def _sane(text: str) -> str:
    return " ".join(clean(text).split())


def _title(packet: Mapping[str, Sequence[str]], told: Mapping[str, str], stem: str) -> str:
    """Return the title that the file's properties give; empty where it is none, or the name of a file."""
    for title in (_sane(next(iter(packet.get("dc:title", ())), "")), told.get("Title", "")):
        is_name = title.casefold() == stem.casefold() or _NO_TITLE.fullmatch(title) is not None
        if title and not is_name and len(title) <= _LONGEST_TITLE and sum(map(str.isalpha, title)) > 3:
            return title
    return ""


def _largest(lines: Sequence[Line], heading: str) -> str:
    """Return the text of a page that stands out most by size and length; empty where none does.

    A large single word is a logo or an initial as often as a title, so that length counts. The heading that opens the
    text is the title where hardly anything is larger.
    """
    rows = [line for line in lines if not _STAMP.search(line.text) and sum(map(str.isalpha, line.text)) > 1]
    letters: Counter[float] = Counter()
    for line in rows:
        letters[round(line.size, 1)] += line.length
    usual = letters.most_common(1)[0][0] if letters else 0.0
    found: list[tuple[float, str]] = []
    for size in sorted((each for each in letters if each > _LARGER * usual), reverse=True)[:_SIZES]:
        same = _together([line for line in rows if abs(line.size - size) <= _SAME_SIZE * size])
        text = _sane(" ".join(line.text for line in same))
        if sum(map(str.isalpha, text)) > 3 and len(text) <= _LONGEST_TITLE:
            found.append((size * len(text) ** 0.5, text))
    opening = max((line.size for line in rows if line.text in heading), default=0.0)
    largest = max((line.size for line in rows), default=0.0)
    if heading and len(heading) <= _LONGEST_TITLE and opening > _NEARLY * largest:
        return heading
    return max(found, default=(0.0, ""))[1]


def _together(lines: Sequence[Line]) -> list[Line]:
    made: list[Line] = []
    for line in sorted(lines, key=lambda each: (each.baseline, each.left)):
        if made and line.baseline - made[-1].baseline > 2.2 * line.size:
            break
        made.append(line)
    return made


def _authors(packet: Mapping[str, Sequence[str]], told: Mapping[str, str], front: str) -> tuple[Name, ...]:
    """Return the authors that the file's properties name, where the first page shows them too.

    Programs write the name of the computer's user there; it stands on no title page.
    """
    creators = list(packet.get("dc:creator", ()))
    if len(creators) < 2:
        creators = _parted(told.get("Author", "") or "".join(creators))
    names = [name for creator in creators if (name := _name(creator))]
    shown = front.casefold()
    return tuple(names) if names and all(name.family and name.family.casefold() in shown for name in names) else ()


def _parted(author: str) -> list[str]:
    if ";" in author:
        return author.split(";")
    parts = re.split(r",?\s(?:and|und|et|&)\s|,\s", author)
    # "Doe, Jane" is one person: of several, each part is a whole name.
    return parts if len(parts) > 1 and all(" " in part.strip() for part in parts) else [author]


def _name(text: str) -> Name | None:
    text = _DEGREE.sub("", _sane(_MARKED.sub("", text)))
    if not text or len(text) > 80 or any(map(str.isdigit, text)) or "@" in text:
        return None
    return person(text)
