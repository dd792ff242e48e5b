"""Languages by the names that records give them, as CSL wants them: BCP 47."""

import re
from typing import Final

_TAG = re.compile(r"[a-z]{2}(?:[-_][a-z]{2}|[-_][a-z]{4}(?:[-_][a-z]{2})?)?", re.IGNORECASE)

_NAMES: Final = {
    "": "und mul zxx mis undetermined unknown multilingual",
    "ar": "arabic ara",
    "ca": "catalan cat",
    "cs": "czech cze ces",
    "da": "danish dan",
    "de": "german ger deu deutsch ngerman austrian naustrian swissgerman nswissgerman",
    "el": "greek gre ell",
    "en": "english eng american usenglish",
    "en-AU": "australian",
    "en-CA": "canadian",
    "en-GB": "british ukenglish",
    "es": "spanish spa castilian español",
    "fa": "persian per fas",
    "fi": "finnish fin",
    "fr": "french fre fra français francais acadian canadien",
    "he": "hebrew heb",
    "hr": "croatian hrv",
    "hu": "hungarian hun magyar",
    "id": "indonesian ind",
    "it": "italian ita italiano",
    "ja": "japanese jpn",
    "ko": "korean kor",
    "nb": "norwegian nor nob norsk bokmal",
    "nl": "dutch dut nld nederlands",
    "nn": "nynorsk nno",
    "pl": "polish pol polski",
    "pt": "portuguese por português portuges",
    "pt-BR": "brazilian brazil",
    "ro": "romanian rum ron",
    "ru": "russian rus",
    "sk": "slovak slo slk",
    "sl": "slovene slovenian slv",
    "sr": "serbian srp",
    "sv": "swedish swe svenska",
    "th": "thai tha",
    "tr": "turkish tur",
    "uk": "ukrainian ukr",
    "vi": "vietnamese vie",
    "zh": "chinese chi zho mandarin",
}
"""Names of babel and polyglossia, of databases in English, and ISO 639-2, by tag."""

_TAGS: Final = {name: tag for tag, names in _NAMES.items() for name in names.split()}


def language_tag(told: str) -> str:
    """Return the tag of the language that a record names, of several the first; one that is not known stays a name.

    It is empty where the record says that there is none, or many.
    """
    first = re.split(r"[,;/|]| and ", told.strip(), maxsplit=1)[0].strip()
    if _TAG.fullmatch(first):
        return first.replace("_", "-")
    return _TAGS.get(first.casefold(), first)
