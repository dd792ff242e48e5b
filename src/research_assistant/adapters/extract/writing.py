"""Works as files that reference managers read: BibTeX, RIS and CSL-JSON."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from research_assistant.adapters.extract.bibtex_fields import KEPT, KEY, entry_of_item
from research_assistant.adapters.extract.tags import FORMATS, PUBMED, RIS_TYPES
from research_assistant.domain.csl import item_of_work, without_nocase
from research_assistant.domain.keys import citation_key, citation_keys
from research_assistant.domain.work import Work
from research_assistant.ports.reference_writer import Described, ReferenceWriter

Item = dict[str, object]

_RIS_TYPES = {csl: ris for ris, csl in reversed(RIS_TYPES.items()) if len(ris) <= 5}
_RIS = FORMATS["ris"]
_OF_RIS = _RIS.prefix


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A format by its name; see the port."""

    name: str
    suffix: str
    media_type: str
    text_of: Callable[[Sequence[Item]], str]
    key_of: Callable[[Work], str]

    def write(self, works: Sequence[Described]) -> bytes:
        """Return `works` as a file in UTF-8; see the port."""
        keys = citation_keys([work for work, _ in works], [_read_with(work) for work, _ in works], key_of=self.key_of)
        items = [
            item_of_work(work, key=key) | ({"abstract": abstract} if abstract else {})
            for (work, abstract), key in zip(works, keys, strict=True)
        ]
        return self.text_of(items).encode(errors="replace")


def reference_writers(key_of: Callable[[Work], str] = citation_key) -> Mapping[str, ReferenceWriter]:
    """Return every writer by its name; `key_of` makes the keys of works that were read without one."""
    members = (
        Form(
            name="bibtex",
            suffix=".bib",
            media_type="application/x-bibtex; charset=utf-8",
            text_of=_bibtex,
            key_of=key_of,
        ),
        Form(
            name="ris",
            suffix=".ris",
            media_type="application/x-research-info-systems; charset=utf-8",
            text_of=_ris,
            key_of=key_of,
        ),
        Form(
            name="csl-json",
            suffix=".json",
            media_type="application/vnd.citationstyles.csl+json; charset=utf-8",
            text_of=_csl_json,
            key_of=key_of,
        ),
    )
    return {member.name: member for member in members}


def _read_with(work: Work) -> str:
    """Return the key that the work was read with, where it can be one in every format."""
    names = (work.extra.get(name, "") for name in (f"{KEPT}citekey", f"{_OF_RIS}ID"))
    return next((name for name in names if KEY.fullmatch(name)), "")


def _bibtex(items: Sequence[Item]) -> str:
    return "\n".join(map(_bibtex_entry, items))


def _bibtex_entry(item: Item) -> str:
    flat = {
        name: _iso(value) if isinstance(value, dict) and name != "custom" else value for name, value in item.items()
    }
    entry_type, fields = entry_of_item(flat)
    lines = "".join(f"  {name} = {{{_balanced(value)}}},\n" for name, value in fields.items())
    return f"@{entry_type}{{{item['id']},\n{lines}}}\n"


def _ris(items: Sequence[Item]) -> str:
    return "\n".join(_ris_record(item) for item in items)


def _ris_record(item: Item) -> str:
    kept = _custom(item, _OF_RIS)
    kind = kept.pop("TY", "") or _RIS_TYPES.get(str(item["type"]), "GEN")
    lines = [("TY", kind), ("ID", kept.pop("ID", "") or str(item["id"]))]
    for variable, (tag, *_) in _RIS.names.items():
        people = item.get(variable)
        lines += [(tag, _ris_name(person)) for person in people] if isinstance(people, list) else []
    for variable, (tag, *_) in _RIS.strings.items():
        value = without_nocase(str(item.get(variable, "")))
        values = value.split(", ") if variable == "keyword" else value.split("\n") if variable == "note" else [value]
        if tag not in kept:
            lines += [(tag, each) for each in values if each]
    if (pmid := item.get("PMID")) and kept.keys().isdisjoint({"AN", "DB"}):
        lines += [("AN", str(pmid)), ("DB", PUBMED)]
    first, _, last = str(item.get("page", "")).partition("-")
    lines += [(tag, value) for tag, value in (("SP", first), ("EP", last)) if value]
    if issued := _iso(item.get("issued", {})):
        lines += [("PY", issued[:4]), ("DA", issued.replace("-", "/"))] if "/" not in issued else [("PY", issued)]
    lines += [(tag, each) for tag, value in kept.items() for each in value.split("\n")]
    return "".join(f"{tag}  - {' '.join(value.splitlines())}\n" for tag, value in lines) + "ER  - \n"


def _csl_json(items: Sequence[Item]) -> str:
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _custom(item: Item, prefix: str) -> dict[str, str]:
    custom = item.get("custom")
    told = custom.items() if isinstance(custom, dict) else ()
    return {str(name).removeprefix(prefix): str(value) for name, value in told if str(name).startswith(prefix)}


def _ris_name(person: Mapping[str, str]) -> str:
    if literal := person.get("literal"):
        return literal
    particles = (person.get("dropping-particle"), person.get("non-dropping-particle"), person.get("family"))
    family = " ".join(part for part in particles if part)
    return ", ".join([family, *(part for name in ("given", "suffix") if (part := person.get(name)))])


def _iso(date: object) -> str:
    match date:
        case {"date-parts": [[*_], *_] as days}:
            return "/".join("-".join(f"{number:02}" for number in day) for day in days)
        case {"literal": str(words)}:
            return words
        case _:
            return ""


def _balanced(value: str) -> str:
    """Return the value without braces where these do not match: one too many would end the entry."""
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", value):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            break
    return value if depth == 0 else re.sub(r"(?<!\\)[{}]", "", value)
