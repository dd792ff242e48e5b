"""The citation styles and the languages there are, by the names that settings and readers use."""

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from research_assistant.domain.errors import InvalidInput, UnreadableFile

STYLES: Final = {
    "APA": "apa.csl",
    "MLA": "modern-language-association.csl",
    "Chicago": "chicago-author-date.csl",
    "Chicago-notes": "chicago-notes-bibliography.csl",
    "IEEE": "ieee.csl",
    "Harvard": "harvard-cite-them-right.csl",
    "Vancouver": "nlm-citation-sequence.csl",
    "AMA": "american-medical-association.csl",
    "Nature": "nature.csl",
    "Science": "science.csl",
    "ACM": "acm-sig-proceedings.csl",
    "ACS": "american-chemical-society.csl",
    "Elsevier": "elsevier-harvard.csl",
    "Springer": "springer-basic-author-date.csl",
}
"""Name to file; names are read without regard to case."""

_LOCALES = """
    af-ZA ar bal-PK bg-BG ca-AD cs-CZ cy-GB da-DK de-AT de-CH de-DE el-GR en-GB en-US es-CL es-ES es-MX et-EE eu fa-IR
    fi-FI fr-CA fr-FR gl-ES he-IL hi-IN hr-HR hu-HU id-ID is-IS it-IT ja-JP km-KH ko-KR la lij-IT lt-LT lv-LV mn-MN
    ms-MY nb-NO nl-NL nn-NO pa-PK pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sl-SI sr-Cyrl-RS sr-RS sv-SE th-TH tr-TR uk-UA
    vi-VN zh-CN zh-TW
"""

LOCALES: Final = tuple(_LOCALES.split())
"""The languages in which the engine has CSL's terms; for any other it would write English without a word."""

LARGEST: Final = 2_000_000
"""Bytes of a CSL file; the largest official ones have a quarter of a million."""

_LABEL_ALONE = re.compile(rb"(<names\b[^<>]*(?<!/)>)((?:\s*<label\b[^<>]*/>)+)(?!\s*<(?:name|et-al|label)\b)")
_CSL = "{http://purl.org/net/xbiblio/csl}"


def style_file(style: str | Path, folder: Path) -> Path:
    """Return the CSL file of `style`: of a name in `folder`, or, where `style` is a path, that file if it is one.

    Raises:
        InvalidInput: There is no such style, and which there are; or the file is no style that can be used.
    """
    if isinstance(style, Path):
        _check(style)
        return style
    for name, file in STYLES.items():
        if name.casefold() == style.strip().casefold():
            return folder / file
    names = ", ".join(STYLES)
    raise InvalidInput(f"There is no citation style {style!r}.", next_step=f"Choose one of these: {names}.")


def known_locale(locale: str) -> str:
    """Return `locale` as CSL writes it, or nothing for nothing: the style's own.

    Raises:
        InvalidInput: The engine has no such language; names those it has.
    """
    wanted = locale.strip().replace("_", "-").casefold()
    for known in ("", *LOCALES):
        if known.casefold() == wanted:
            return known
    names = ", ".join(LOCALES)
    raise InvalidInput(f"There are no terms for the language {locale!r}.", next_step=f"Choose one of these: {names}.")


def with_names(style: bytes) -> bytes:
    """Return the CSL of a style in which names stand before their labels also where it does not say so.

    CSL lets a style leave out `<name/>`; the engine then puts the label first: “, editorKim D”.
    """
    return _LABEL_ALONE.sub(rb"\1<name/>\2", style)


def _check(file: Path) -> None:
    try:
        size = file.stat().st_size
        content = file.read_bytes() if file.is_file() and size <= LARGEST else b""
    except OSError as error:
        raise _unusable(file, error.strerror or "it cannot be read") from error
    if not content:
        raise _unusable(file, "it is larger than any style" if size > LARGEST else "it is empty or no file")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _unusable(file, "it declares a document type, which no style does")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - without a document type there are no entities to expand
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise _unusable(file, f"it is not XML: {error}") from error
    if root.tag != f"{_CSL}style":
        raise _unusable(file, "it is not a CSL style")
    for link in root.iter(f"{_CSL}link"):
        if link.get("rel") == "independent-parent":
            raise _unusable(file, f"it is only another name for {link.get('href')}: give that style's file")
    if any(root.find(f"{_CSL}{part}") is None for part in ("citation", "bibliography")):
        raise _unusable(file, "it has no citations or no bibliography")


def _unusable(file: Path, reason: str) -> UnreadableFile:
    return UnreadableFile(
        f"{str(file)!r} cannot be used as a citation style: {reason}.",
        next_step="Give a .csl file, such as those of citationstyles.org, or the name of a style.",
    )
