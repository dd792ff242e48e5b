"""Characters that can be shown in a page."""

import re

# What HTML and XML forbid (controls, surrogates, noncharacters), and bidirectional controls, which reorder their
# surroundings.
_NONCHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNSHOWABLE = re.compile(
    rf"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]"
)


def showable(text: str) -> str:
    """Return what a page shows of `text`: characters that cannot be shown become U+FFFD."""
    return _UNSHOWABLE.sub("\ufffd", text)
