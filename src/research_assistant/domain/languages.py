"""Languages by the names that records give them, as CSL wants them: BCP 47."""

import re
from typing import Final

_CODES = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
    te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
ISO_639_1: Final = frozenset(_CODES.split())
"""Set 1 of ISO 639, as the Library of Congress lists it."""

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
