"""Text of a record without the markup it came with: entities, HTML, JATS and MathML become text or CSL's tags."""

import html
import re
from collections import Counter
from dataclasses import dataclass

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ENCODED_AT_MOST = 3  # times over: registers are filled from other registers
_WHITE_SPACE = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_TAG = re.compile(
    r"<(?P<closing>/)?(?:(?P<vocabulary>mml|jats|m|xhtml|html|tex):)?(?P<name>[a-z][a-z0-9-]*)"
    r"(?: [\w:.-]+ ?= ?(?:\"[^\"<>]*\"|'[^'<>]*'))* ?(?P<empty>/)?>",
    re.IGNORECASE,
)
_CSL_TAG = re.compile(r"</?(?:i|b|sub|sup|sc|span)(?: [^<>]*)?>", re.IGNORECASE)

_CSL = {
    "i": "i",
    "em": "i",
    "italic": "i",
    "b": "b",
    "strong": "b",
    "bold": "b",
    "sub": "sub",
    "inf": "sub",
    "sup": "sup",
}
_OWN = frozenset({"sc", "span"})  # CSL-JSON has these too: the renderer tells its own from others
_SPACED = frozenset({"br", "break", "p", "title", "div", "li", "sec", "label", "mspace"})
_SILENT = frozenset({"tex-math", "annotation", "annotation-xml"})  # the formula once more, in another language
_DROPPED = """
    a abbr alternatives big cite code dfn disp-formula ext-link font inline-formula inline-graphic math maction mfenced
    menclose merror mfrac mi mmultiscripts mn mo monospace mover mpadded mphantom mprescripts mroot mrow ms msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover named-content none overline q roman s sans-serif
    scp semantics small small-caps strike styled-content tt u underline uri xref
"""
_KNOWN = frozenset(_CSL) | _OWN | _SPACED | _SILENT | frozenset(_DROPPED.split())
_SUB, _SUP = ("<sub>", "</sub>"), ("<sup>", "</sup>")
_PARTS = {  # what is written around the second part of a formula's element, and the third
    "msub": (_SUB,),
    "msup": (_SUP,),
    "msubsup": (_SUB, _SUP),
    "munder": (_SUB,),
    "mover": (_SUP,),
    "munderover": (_SUB, _SUP),
    "mfrac": (("/", ""),),
}


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet."""

    name: str
    end: str
    parts: int = 0


def plain(text: str) -> str:
    """Return `text` without markup, on one line."""
    return _CSL_TAG.sub("", rich(text)).strip()


def rich(text: str) -> str:
    """Return `text` on one line; of its markup, italic, bold, raised and lowered words stay, as CSL-JSON writes them.

    What only looks like markup (`p<0.05`, `<unknown>`) stays text.
    """
    text = folded(decoded(text))
    return folded("".join(_Reading().pieces(text))) if "<" in text else text


def decoded(text: str) -> str:
    """Return `text` with character references resolved, those that were encoded again included."""
    for _ in range(_ENCODED_AT_MOST):
        resolved = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
        if resolved == text:
            break
        text = resolved
    return text


def folded(text: str) -> str:
    """Return `text` on one line, without characters that nobody sees; no-break spaces stay."""
    return _WHITE_SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


class _Reading:
    """One pass over a text, with the elements that are open."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._names: Counter[str] = Counter()

    def pieces(self, text: str) -> list[str]:
        made: list[str] = []
        done = 0
        for tag in _TAG.finditer(text):
            if tag["name"].lower() not in _KNOWN:
                continue
            made += [self._shown(text[done : tag.start()]), self._shown(self._instead(tag))]
            done = tag.end()
        return [*made, self._shown(text[done:])]

    def _shown(self, text: str) -> str:
        return "" if any(self._names[name] for name in _SILENT) else text

    def _instead(self, tag: re.Match[str]) -> str:
        name = tag["name"].lower()
        if name in _OWN:
            return tag.group()
        if tag["closing"]:
            return self._closed(name)
        start, end = self._around()
        if tag["empty"]:
            return " " if name in _SPACED else ""
        own = _CSL.get(name)
        opened = f"<{own}>" if own else " " if name in _SPACED else ""
        self._open.append(_Open(name, (f"</{own}>" if own else " " if name in _SPACED else "") + end))
        self._names[name] += 1
        return start + opened if name not in _SILENT else ""

    def _around(self) -> tuple[str, str]:
        """Return what is written around an element for its place in the formula that it is part of."""
        if not self._open:
            return "", ""
        parent = self._open[-1]
        place, parent.parts = parent.parts, parent.parts + 1
        parts = _PARTS.get(parent.name, ())
        return parts[place - 1] if 1 <= place <= len(parts) else ("", "")

    def _closed(self, name: str) -> str:
        if not self._names[name]:
            return ""
        ends: list[str] = []
        while True:
            last = self._open.pop()
            self._names[last.name] -= 1
            ends.append(last.end)
            if last.name == name:
                return "".join(ends)
