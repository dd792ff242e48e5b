"""Plain rules above the model: another value, another order of values, another group. A reader who cites minds these.

The model has seen too few of them to know them. A rule never says `refuted`: it takes back `supported` and says why.
"""

import re
from collections.abc import Iterator, Sequence

from research_assistant.adapters.check.features import Compared
from research_assistant.adapters.check.figures import TOLERANCE, Figure, figures, stated
from research_assistant.adapters.check.wording import Wording

ONE_MATTER = 0.5
"""Share of the claim's words from which evidence tells of the very same matter."""

_DIMENSIONS = {
    "mass": {"ng": 1e-9, "µg": 1e-6, "mg": 1e-3, "g": 1.0, "kg": 1e3},
    "length": {"nm": 1e-9, "mm": 1e-3, "cm": 1e-2, "m": 1.0, "km": 1e3},
    "volume": {"ml": 1e-3, "l": 1.0},
    "amount": {"nmol": 1e-9, "µmol": 1e-6, "mmol": 1e-3},
    "time": {"second": 1.0, "minute": 60.0, "hour": 3_600.0, "day": 86_400.0, "week": 604_800.0},
    # A month has no fixed number of days: months and years are told in months.
    "span": {"month": 1.0, "year": 12.0},
    "share": {"%": 1.0},
    "times": {"fold": 1.0},
}
"""Units of one dimension, each in the first power of a common one (SI, Brochure 9, table 7 for the prefixes)."""

_OF_UNIT = {unit: (name, scale) for name, units in _DIMENSIONS.items() for unit, scale in units.items()}
_GROUPS = (
    ({"men", "man", "male", "males", "boys"}, {"women", "woman", "female", "females", "girls"}),
    ({"children", "child", "paediatric", "pediatric", "infants"}, {"adults", "adult", "elderly"}),
    ({"mice", "mouse", "rats", "rat", "murine", "rodents"}, {"humans", "human", "patients", "people"}),
    ({"vitro"}, {"vivo"}),
    ({"before"}, {"after"}),
)
_MOVED = re.compile(r"\bfrom\b(?P<first>.{1,40}?)\bto\b(?P<last>.{1,30}?)(?:[,.;]|\band\b|$)", re.IGNORECASE)


def conflicts(claim: Wording, sentences: Sequence[Wording], compared: Compared) -> tuple[str, ...]:
    """Return in words what the evidence tells otherwise than the claim; nothing where it tells of other matters."""
    if compared.of("cover") < ONE_MATTER:
        return ()
    likest = sentences[compared.likest]
    return (*_values(claim, likest, sentences), *_order(claim, likest), *_groups(claim, likest))


def _values(claim: Wording, likest: Wording, sentences: Sequence[Wording]) -> Iterator[str]:
    among = [figure for sentence in sentences for figure in sentence.figures]
    # Elsewhere in the evidence, a value of the same unit may be one of something else.
    known = [(of, figure) for figure in likest.figures if (of := _measured(figure)) is not None]
    for figure in claim.figures:
        measured = _measured(figure)
        if measured is None or stated(figure, among):
            continue
        alike = [(value, other) for (dimension, value), other in known if dimension == measured[0]]
        if alike and not any(_same(measured[1], value) for value, _ in alike):
            yield f"the evidence tells {alike[0][1].shown}, not {figure.shown}"


def _order(claim: Wording, likest: Wording) -> Iterator[str]:
    ours, theirs = _movement(claim.text), _movement(likest.text)
    if ours and theirs and ours != theirs and ours == theirs[::-1]:
        yield "the evidence tells the two values in the other order"


def _groups(claim: Wording, likest: Wording) -> Iterator[str]:
    ours, theirs = set(claim.words), set(likest.words)
    for one, other in _GROUPS:
        for mine, not_mine in ((one, other), (other, one)):
            told = theirs & not_mine
            if ours & mine and not ours & not_mine and told and not theirs & mine:
                yield f"the evidence tells of {min(told)}, not of {min(ours & mine)}"


def _movement(text: str) -> tuple[float, float] | None:
    """Return the values of `from … to …`."""
    if not (moved := _MOVED.search(text)):
        return None
    first, last = figures(moved["first"]), figures(moved["last"])
    return (first[0].value, last[0].value) if first and last and first[0].value != last[0].value else None


def _measured(figure: Figure) -> tuple[str, float] | None:
    found = _OF_UNIT.get(figure.unit)
    return None if found is None else (found[0], figure.value * found[1])


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other))
