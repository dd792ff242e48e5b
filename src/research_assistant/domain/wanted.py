"""The words by which readers say which works they want: types and languages, in the spelling that records have."""

from collections.abc import Iterable
from typing import Final

from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.languages import ISO_639_1, language_tag

UNKNOWN_TYPE = "document"
"""What a work is where no record tells."""

_NORWEGIAN: Final = ("no", "nb", "nn")
"""The language, and its two written forms."""

_ITEM_TYPES = """
    article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage
"""
ITEM_TYPES: Final = tuple(_ITEM_TYPES.split())
"""Citation Style Language 1.0.2, appendix III."""


def types_named(names: Iterable[str]) -> tuple[str, ...]:
    """Return the CSL types that `names` stand for, each once, in their order.

    A name is a type with all that are kinds of it (`article` is `article-journal` too), or the kind alone (`journal`).

    Raises:
        InvalidInput: A name is none.
    """
    found: dict[str, None] = {}
    for name in names:
        folded = name.strip().casefold()
        of_name = [each for each in ITEM_TYPES if each == folded or each.startswith(f"{folded}-")] or [
            each for each in ITEM_TYPES if each.endswith(f"-{folded}")
        ]
        if not of_name or not folded:
            raise InvalidInput(
                f"There is no type of work {name!r}.", next_step=f"Name one or more of: {', '.join(ITEM_TYPES)}"
            )
        found |= dict.fromkeys(of_name)
    return tuple(found)


def languages_named(names: Iterable[str]) -> tuple[str, ...]:
    """Return the ISO 639-1 codes of languages told by code or by name, each once, in their order.

    Raises:
        InvalidInput: A name is none.
    """
    found: dict[str, None] = {}
    for name in names:
        code = language_code(name)
        if not code:
            raise InvalidInput(
                f"There is no language {name!r}.", next_step="Give codes of ISO 639-1, such as en, de or zh."
            )
        found[code] = None
    return tuple(found)


def spelt(codes: Iterable[str]) -> tuple[str, ...]:
    """Return every code that stands for one of these languages: Norwegian has three."""
    return tuple(each for code in codes for each in (_NORWEGIAN if code == _NORWEGIAN[0] else (code,)))


def language_code(told: str) -> str:
    """Return the ISO 639-1 code of a language as a record or a reader tells it; empty where it tells none.

    Both written forms of Norwegian are Norwegian: records tell them apart, or do not.
    """
    code = language_tag(told)[:3].rstrip("-").casefold()
    code = _NORWEGIAN[0] if code in _NORWEGIAN else code
    return code if code in ISO_639_1 else ""
