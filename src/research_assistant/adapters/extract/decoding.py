"""Bytes of a text file as characters, where there is no doubt which they are.

Which of the many encodings of eight bits a file is in can only be guessed, and a wrong guess makes wrong words that
would be quoted: such files are refused.
"""

import codecs
import re

from research_assistant.adapters.extract.extracted import LARGEST_TEXT, Unreadable, too_long

_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile("[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROLS = 0.002
"""Of all characters: log files and pages of manuals have a few, programs and pictures have many."""


def decoded(content: bytes) -> str:
    """Return the characters of UTF-8, or of UTF-16 or UTF-32 that begins with a byte order mark.

    Raises:
        Unreadable: It is empty, in another encoding, no text, or longer than any text may be.
    """
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        what = "no text" if b"\0" in content else f"not in UTF-8 (its byte {error.start} is no part of a character)"
        raise Unreadable("unknown_kind", f"is {what}", next_step="Save it as UTF-8 text and add it again.") from error
    if len(text) > LARGEST_TEXT:
        # To find lines and paragraphs in it would take longer than a file is given.
        raise too_long()
    if len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text):
        raise Unreadable("unknown_kind", "is no text", next_step="Give it the name ending of what it is.")
    if not any(character.isalnum() for character in text):
        raise Unreadable("empty", "holds no words", next_step="Add a file that holds text.")
    return text
