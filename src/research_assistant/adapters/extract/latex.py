"""Values of BibTeX fields as plain text, and plain text as such values; titles as CSL's rich text."""

import logging
import re
from functools import lru_cache

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from research_assistant.domain.csl import nocase, nocase_parts

_SORTING = re.compile(r"\\noopsort\s*\{[^{}]*\}")
_HYPHEN = re.compile(r"\\hyphen(?![a-zA-Z])\s*")
_SPECIAL = re.compile(r"([&%$#_{}])")
_UNESCAPE = re.compile(r"\\([&%$#_{}])")
_FORMULA = re.compile(r"(\$[^$]*[\\^_][^$]*\$)")
_WHOLE = re.compile(r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+\*?\s*|.)", re.DOTALL)
_TEX = re.compile(r"[\\{}~$%]")
_BARE_AMPERSAND = re.compile(r"(?<!\\)&")
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "!`": "¡", "?`": "¿"}
_LIGATURE = re.compile("|".join(map(re.escape, sorted(_LIGATURES, key=len, reverse=True))))
_COMMAND_OR_BRACE = re.compile(r"\\[a-zA-Z]*|[{}]")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_WORD_AT_START = re.compile(r"\w+")
_OPENED, _CLOSED = "\ue000", "\ue001"
_MARKS = re.compile(f"[{_OPENED}{_CLOSED}]")

LONGEST = 50_000
"""Code points of a value that is read as TeX, which takes time; of longer ones the commands are taken out."""

LONGEST_NAME = 1_000
"""Code points of a name that is taken apart."""

OTHERS = "others"
"""What BibTeX writes for the authors that are left out."""

Name = dict[str, str]


@lru_cache(1)
def _latex() -> LatexNodes2Text:
    # It warns on standard error of commands that lack what they need: their words are read all the same.
    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    known = get_default_latex_context_db()
    # What a command is given is kept where nothing is known of the command: \mbox{G-Animal's}.
    known.set_unknown_macro_spec(MacroTextSpec("", discard=False))
    return LatexNodes2Text(latex_context=known, math_mode="verbatim", strict_latex_spaces=False, keep_comments=True)


def plain(value: str) -> str:
    """Return what TeX would set, without its braces and commands; formulas stay as they are written."""
    if len(value) > LONGEST:
        return _untexed(value)
    text = _HYPHEN.sub("-", _SORTING.sub("", value))
    if not _TEX.search(_UNESCAPE.sub("", text)):  # the reader of TeX is slow, and abstracts have no more than this
        return " ".join(_UNESCAPE.sub(r"\1", _LIGATURE.sub(lambda found: _LIGATURES[found[0]], text)).split())
    try:
        told = str(_latex().latex_to_text(_BARE_AMPERSAND.sub(r"\\&", text)))
    except RecursionError:
        return _untexed(text)
    return " ".join(told.replace("\N{NO-BREAK SPACE}", " ").split())


def _untexed(value: str) -> str:
    return " ".join(_COMMAND_OR_BRACE.sub("", value).split())


def rich_title(value: str) -> str:
    r"""Return a title as `plain` does, the words marked that braces protect.

    As in BibTeX, braces around a command (`{\"u}`) protect nothing. Nor do braces around a whole title: programs set
    them without a thought. A word that is protected in part (`{B}ayesian`) is protected whole.
    """
    pieces = _MARKS.split(plain(_marked(_MARKS.sub("", value))))
    if len(pieces) % 2 == 0 or not "".join(pieces[::2]).strip():
        return "".join(pieces)
    made: list[str] = []
    before = pieces[0]
    for inner, after in zip(pieces[1::2], pieces[2::2], strict=True):
        begun, ended = _word_at_start(before[::-1])[::-1], _word_at_start(after)
        word = f"{begun}{inner}{ended}"
        made += [before.removesuffix(begun), nocase(word) if inner.strip() else word]
        before = after.removeprefix(ended)
    return "".join([*made, before])


def latex_title(title: str) -> str:
    """Return a title of CSL's rich text as a value: braces protect what must keep its case."""
    return "".join(f"{{{latex(part)}}}" if kept else latex(part) for part, kept in nocase_parts(title))


def verbatim(value: str) -> str:
    """Return an address or identifier: nothing in it is TeX but escaped characters."""
    return _UNESCAPE.sub(r"\1", "".join(value.split())).strip("{}")


def latex(text: str) -> str:
    """Return plain text as a value: characters that TeX would take for its own are escaped, but not in formulas."""
    parts = _FORMULA.split(text)
    return "".join(part if place % 2 else _SPECIAL.sub(r"\\\1", part) for place, part in enumerate(parts))


def names(value: str) -> list[Name]:
    """Return the names of a list in CSL's parts; those left out ("others") are not among them."""
    people = split_multiple_persons_names(" ".join(value.split()))
    return [_name(each) for each in people if each.strip() and each.strip() != OTHERS]


def name_list(people: list[Name]) -> str:
    """Return names as a BibTeX list."""
    return " and ".join(_written(person) for person in people)


def _marked(value: str) -> str:
    """Return a value with marks around the groups that are no command's."""
    made: list[str] = []
    place = 0
    while place < len(value):
        start = place
        if command := _COMMAND.match(value, place):
            place = command.end()
            while value[place : place + 1] == "{":
                place = _after_group(value, place)
        elif value[place] == "$":
            closing = value.find("$", place + 1)
            place = closing + 1 if closing >= 0 else len(value)
        elif value[place] == "{":
            place = _after_group(value, place)
            group = value[start:place]
            protects = group[1:2] != "\\" and group[-1] == "}" and len(group) > 2
            made.append(f"{_OPENED}{group}{_CLOSED}" if protects else group)
            continue
        else:
            place += 1
        made.append(value[start:place])
    return "".join(made)


def _after_group(value: str, place: int) -> int:
    """Return the place behind the group that opens at `place`; the end, where it is never closed."""
    depth = 0
    for brace in _BRACE.finditer(value, place):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return len(value)


def _word_at_start(text: str) -> str:
    found = _WORD_AT_START.match(text)
    return found[0] if found else ""


def _name(text: str) -> Name:
    if _WHOLE.fullmatch(text) or len(text) > LONGEST_NAME:
        return {"literal": plain(text)}
    parts = parse_single_name_into_parts(text, strict=False)
    told = {
        "family": plain(" ".join(parts.last)),
        "given": plain(" ".join(parts.first)),
        "non-dropping-particle": plain(" ".join(parts.von)),
        "suffix": plain(" ".join(parts.jr)),
    }
    return {name: part for name, part in told.items() if part}


def _written(person: Name) -> str:
    if literal := person.get("literal"):
        return f"{{{latex(literal)}}}"
    particles = (person.get("dropping-particle"), person.get("non-dropping-particle"))
    family = latex(person.get("family", ""))
    if any(word[0].islower() for word in family.split()) or (" " in family and "given" not in person):
        family = f"{{{family}}}"  # else TeX would take a part of it for a particle or a given name
    family = " ".join([*(latex(part) for part in particles if part), family])
    return ", ".join([family, *(latex(part) for name in ("suffix", "given") if (part := person.get(name)))])
