"""Which words of a file are its title, and which only look like one."""

import re
from pathlib import PurePosixPath

from research_assistant.adapters.extract.blocks import seen

LONGEST_TITLE = 250
"""Code points."""

_ENDS = tuple(".,;:?!…。，、；：")
_PLACEHOLDERS = re.compile(
    r"(?:untitled|unbenannt|sans titre|document|dokument|microsoft word|word document|new document|title|titel|titre|"
    r"powerpoint presentation|slide|draft|无标题|無題)\s*[-–—_]?\s*\d*(?:\.\w{2,4})?",
    re.IGNORECASE,
)
_FILE = re.compile(r"\S+\.(?:docx?|odt|rtf|pdf|html?|md|txt|tex|epub)", re.IGNORECASE)
_FROM_WORD = re.compile(r"^microsoft word\s*[-–—]\s*", re.IGNORECASE)


def told_title(text: str) -> str:
    """Return the title that a file's properties tell, or nothing where they tell a placeholder or the file's name."""
    title = _FROM_WORD.sub("", seen(text))
    is_real = any(character.isalpha() for character in title) and len(title) <= LONGEST_TITLE
    return title if is_real and not _PLACEHOLDERS.fullmatch(title) and not _FILE.fullmatch(title) else ""


def seen_title(line: str) -> str:
    """Return the first line of a text if it looks like its title: short, mostly letters, no sentence; else nothing."""
    title = seen(line)
    is_title = len(title) <= LONGEST_TITLE and sum(map(str.isalpha, title)) * 2 > len(title)
    return title if is_title and not title.endswith(_ENDS[:4] + _ENDS[7:]) else ""


def title_of_name(name: str) -> str:
    """Return the file's name without folder and ending, which is the last resort; never empty."""
    return seen(PurePosixPath(name.replace("\\", "/")).stem) or "Untitled"
