"""The names by which biblatex calls words of every language (`phdthesis`), and these words as references have them."""

from collections.abc import Mapping
from typing import Final

_COUNTRIES = {"de": "German", "eu": "European", "fr": "French", "uk": "British", "us": "U.S."}

BIBSTRINGS: Final[Mapping[str, str]] = {
    "phdthesis": "Doctoral dissertation",
    "mathesis": "Master's thesis",
    "mscthesis": "Master's thesis",
    "mastersthesis": "Master's thesis",
    "bathesis": "Bachelor's thesis",
    "candthesis": "Candidate thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
    "software": "Computer software",
    "datacd": "Data CD",
    "audiocd": "Audio CD",
    "patent": "Patent",
    "patreq": "Patent request",
    **{f"patent{code}": f"{country} patent" for code, country in _COUNTRIES.items()},
    **{f"patreq{code}": f"{country} patent request" for code, country in _COUNTRIES.items()},
    "newseries": "New series",
    "oldseries": "Old series",
}
"""Source: section 4.9.2 of the biblatex manual; theses and reports in the words of the APA."""
