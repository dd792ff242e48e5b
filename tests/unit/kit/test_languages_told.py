"""Languages: what is plainly English is known at a glance, all else by its letters."""

import pytest

from research_assistant.kit.language import language_of

ENGLISH = (
    "The effect of zinc on the duration of colds was studied in adults who were given lozenges with zinc or a placebo. "
    "We found that colds were shorter by a day in those who had zinc, and that this is not due to chance."
)
DUTCH = (
    "Het effect van zink op de duur van verkoudheid is onderzocht bij volwassenen die zuigtabletten met zink of een "
    "placebo kregen. Het bleek dat de verkoudheid een dag korter duurde in de groep die zink kreeg."
)
GERMAN = (
    "Die Wirkung von Zink auf die Dauer von Erkältungen wurde bei Erwachsenen untersucht, die Lutschtabletten bekamen."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (DUTCH, "nl"),
        (GERMAN, "de"),
        ("Does zinc shorten the common cold in adults?", "en"),
        (f"{GERMAN} {GERMAN} {GERMAN} The end of it.", "de"),
        ("1 2 3", "und"),
    ],
)
def test_a_text_is_in_the_language_it_is_in(text: str, language: str):
    assert language_of(text) == language
