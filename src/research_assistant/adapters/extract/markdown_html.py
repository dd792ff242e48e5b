"""HTML inside Markdown, kept as far as it tells what is seen: elements may hide what stands between their tags."""

import re
from collections.abc import Sequence

from lxml import etree, html
from markdown_it.token import Token

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9-]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^'\">])*)>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_KEPT = frozenset(("br", "wbr"))
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
_SPACING = frozenset("p div li td th tr hr h1 h2 h3 h4 h5 h6".split())  # noqa: SIM905
_RAISED = frozenset(("sup", "sub"))
_UNSEEN = ("script", "style", "title", "noscript", "template")
_OVER_BLOCKS = "section"
"""What an element becomes that goes on over several blocks."""


def set_html(tokens: Sequence[Token]) -> None:
    """Make the HTML of tokens harmless: every tag is closed, and nothing is left but what hides or raises words."""
    open_blocks: list[tuple[str, int]] = []  # name and level
    for number, token in enumerate(tokens):
        while open_blocks and open_blocks[-1][1] > token.level:
            open_blocks.pop()
        if token.type == "html_block":
            later = "".join(each.content for each in tokens[number + 1 :] if each.type in {"html_block", "inline"})
            token.content = _block(token, open_blocks, later.casefold())
        elif token.children:
            _set_inline(token.children, open_blocks)


def _set_inline(children: Sequence[Token], open_blocks: list[tuple[str, int]]) -> None:
    inside: list[str] = []
    for token in children:
        tag = _TAG.fullmatch(token.content) if token.type == "html_inline" else None
        if token.type == "html_inline":
            token.content = _inline(tag, inside, open_blocks) if tag else ""


def _inline(tag: re.Match[str], inside: list[str], open_blocks: list[tuple[str, int]]) -> str:
    name = tag["name"].casefold()
    space = " " if name in _SPACING else ""
    if name in _KEPT:
        return tag[0]
    if name in _VOID or name in _UNSEEN or tag["rest"].endswith("/"):
        return space
    if not tag["end"]:
        inside.append(name)
        return f"{space}<{_inline_name(name)}{tag['rest']}>"
    if name in inside:
        closed = ""
        while inside:
            last = inside.pop()
            closed += f"</{_inline_name(last)}>"
            if last == name:
                return closed + space
    return _ends(name, open_blocks) + space


def _inline_name(name: str) -> str:
    return name if name in _RAISED else "span"


def _block(token: Token, open_blocks: list[tuple[str, int]], later: str) -> str:
    """Return a block with every element closed that ends in it; what is seen of the others is told to a section."""
    begun: list[tuple[str, str]] = []
    ends = ""
    for tag in _TAG.finditer(_COMMENT.sub("", token.content)):
        name = tag["name"].casefold()
        if name in _VOID or tag["rest"].endswith("/"):
            continue
        if not tag["end"]:
            begun.append((name, tag["rest"]))
        elif (at := max((at for at, each in enumerate(begun) if each[0] == name), default=None)) is not None:
            del begun[at:]
        else:
            ends += _ends(name, open_blocks)
    begins = ""
    for name, rest in begun:
        if f"</{name}" in later:
            open_blocks.append((name, token.level))
            begins += f"<{_OVER_BLOCKS}{' hidden' if name in _UNSEEN else ''}{rest}>"
    return _closed(token.content) + ends + begins


def _ends(name: str, open_blocks: list[tuple[str, int]]) -> str:
    at = max((at for at, (each, _) in enumerate(open_blocks) if each == name), default=None)
    if at is None:
        return ""
    count = len(open_blocks) - at
    del open_blocks[at:]
    return f"</{_OVER_BLOCKS}>" * count


def _closed(block: str) -> str:
    """Return a block of HTML with every element closed, without what is never seen."""
    try:
        root = html.fragment_fromstring(block, create_parent="div")
    except etree.ParserError:
        return ""
    for unseen in root.iter(*_UNSEEN):
        unseen.clear(keep_tail=True)
    return str(html.tostring(root, encoding="unicode"))
