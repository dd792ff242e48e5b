"""Values of BibTeX fields as plain text, and plain text as such values."""

import re
from functools import lru_cache

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

_SORTING = re.compile(r"\\noopsort\s*\{[^{}]*\}")
_HYPHEN = re.compile(r"\\hyphen(?![a-zA-Z])\s*")
_SPECIAL = re.compile(r"([&%$#_{}])")
_UNESCAPE = re.compile(r"\\([&%$#_{}])")
_FORMULA = re.compile(r"(\$[^$]*[\\^_][^$]*\$)")
_WHOLE = re.compile(r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")

OTHERS = "others"
"""What BibTeX writes for the authors that are left out."""

Name = dict[str, str]


@lru_cache(1)
def _latex() -> LatexNodes2Text:
    known = get_default_latex_context_db()
    # What a command is given is kept where nothing is known of the command: \mbox{G-Animal's}.
    known.set_unknown_macro_spec(MacroTextSpec("", discard=False))
    return LatexNodes2Text(latex_context=known, math_mode="verbatim", strict_latex_spaces=False, keep_comments=True)


def plain(value: str) -> str:
    """Return what TeX would set, without its braces and commands; formulas stay as they are written."""
    text = _HYPHEN.sub("-", _SORTING.sub("", value))
    if not re.search(r"[\\{}~$`'-]", text):
        return " ".join(text.split())
    return " ".join(str(_latex().latex_to_text(text)).replace("\N{NO-BREAK SPACE}", " ").split())


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


def _name(text: str) -> Name:
    if _WHOLE.fullmatch(text):
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
