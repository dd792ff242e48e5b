"""How much of what a question asks for is named by a text."""

from collections.abc import Collection
from dataclasses import dataclass

from research_assistant.kit.words import content_words, stem

# Words by which people ask, whatever they ask for: an answer need not hold them.
_ASKING = """
    answer ask claim consider correct describe discuss does evidence exist explain fact false find happen
    information is kind know known let literature mean paper people please published question really relate relation
    relationship report research researchers role say scientific scientists study studies summarise summarize tell
    thing true type way work
"""

# Words that scholarly writing uses of any subject: a text that lacks them lacks little.
_COMMON = """
    ability able according action activity additional affect age allow alter analysis appear approach associated
    association available based basis benefit best better case cause caused causes change characteristic clinical
    common compare compared comparison complete component concentration condition contain contribute control
    controlled correlate data day decrease decreased degree demonstrate dependent derived determine detect develop
    developed development differ difference different direct disorder distinct due early effect effective efficacy
    elevated enhance essential establish estimate evaluate event examine exhibit experiment experimental expected
    exposure factor feature few first follow form frequent function general good great group grow growth help high
    higher identify impact impair impaired impairment important improve improved improvement include incidence
    increase increased independent indicate individual induce induced influence inhibit initial interact interaction
    intervention involve involved involvement key lack large late lead less level levels likelihood likely limit
    linked long loss low lower main maintain major make many mark mechanism mediate method model modify modulate
    month multiple need negative new normal novel number observe occur onset outcome overall part particular patient
    patients pattern percent perform period phase play population positive possible potential predict predictor
    presence present prevalence prevent prevention primary process produce production promote property protect
    provide range rapid rate ratio reduce reduced reduction region regulate regulation relative relevant remain
    require respond response responsible result reveal risk sample severe severity short show significant similar
    single site small specific stage state strategy strong structure subject suggest support suppress target term
    test time treat treated treatment trial trigger two underlie use used using variation various week well worse
    year years young
"""
_ASKING_STEMS = frozenset(map(stem, _ASKING.split()))
_COMMON_STEMS = frozenset(map(stem, _COMMON.split()))
COMMON_WEIGHT = 0.4
"""What a common word counts for where a rare one counts 1; 0.4 and 1 measure much the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question asks for: the stems of its words, each with its weight."""

    weights: dict[str, float]

    def share(self, words: Collection[str]) -> float:
        """Return the share of what is asked for that `words` (stems) name, in [0, 1]."""
        total = sum(self.weights.values())
        return sum(weight for asked, weight in self.weights.items() if asked in words) / total if total else 0.0


def asked(question: str) -> Asked:
    """Return what `question` asks for; words of asking count for nothing where others remain."""
    found = list(dict.fromkeys(map(stem, content_words(question))))
    told = [each for each in found if each not in _ASKING_STEMS] or found
    return Asked(weights={each: COMMON_WEIGHT if each in _COMMON_STEMS else 1.0 for each in told})
