"""The citation styles there are, by the name that settings and readers use."""

from research_assistant.domain.errors import InvalidInput

STYLES = {"APA": "apa.csl"}
"""Name to file; names are read without regard to case."""


def style_file(style: str) -> str:
    """Return the name of the CSL file of `style`.

    Raises:
        InvalidInput: There is no such style; names those there are.
    """
    for name, file in STYLES.items():
        if name.casefold() == style.strip().casefold():
            return file
    names = ", ".join(STYLES)
    raise InvalidInput(f"There is no citation style {style!r}.", next_step=f"Choose one of these: {names}.")
