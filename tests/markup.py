"""What a browser would make of a page: its elements, by the strict rules of HTML, and what in them is alive."""

import base64
import hashlib
import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib

_SPACE = "{http://www.w3.org/1999/xhtml}"
_DRAWN = "{http://www.w3.org/2000/svg}"
_LOADING = {
    "src",
    "srcset",
    "data",
    "poster",
    "background",
    "action",
    "formaction",
    "ping",
    "srcdoc",
    "style",
    "manifest",
}
_ACTIVE = {"script", "iframe", "frame", "object", "embed", "base", "form", "img", "video", "audio", "template", "input"}


@dataclass(frozen=True, slots=True)
class Markup:
    """A page as a tree."""

    root: Element

    @classmethod
    def of(cls, page: str) -> "Markup":
        """Return the tree of `page`; fails where it is not valid HTML."""
        return cls(html5lib.HTMLParser(strict=True).parse(page))

    def elements(self) -> list[Element]:
        """Return every element, in order."""
        return [each for each in self.root.iter() if isinstance(each.tag, str)]

    def all(self, name: str, /, **attributes: str) -> list[Element]:
        """Return every element of this name that has all these attributes; `klass` is one class."""
        klass = attributes.pop("klass", "")
        return [
            each
            for each in self.elements()
            if _name(each) == name
            and all(each.get(key) == value for key, value in attributes.items())
            and (not klass or klass in (each.get("class") or "").split())
        ]

    def one(self, name: str, /, **attributes: str) -> Element:
        """Return the one element of this name and these attributes."""
        (found,) = self.all(name, **attributes)
        return found

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the names of all elements with those of their attributes: what is markup, without what is text."""
        return [(_name(each), tuple(sorted(each.attrib))) for each in self.elements()]

    def alive(self) -> list[str]:
        """Return all that could run, load or send something, other than links that a reader follows."""
        found = []
        for each in self.elements():
            name = _name(each)
            if name in _ACTIVE:
                found.append(name)
            for whole, value in each.attrib.items():
                key = whole.rsplit("}", 1)[-1].lower()
                if key.startswith("on") or key in _LOADING or (key == "href" and not _may_stand(name, value)):
                    found.append(f"{name} {key}={value}")
            if name == "meta" and (each.get("http-equiv") or "Content-Security-Policy") != "Content-Security-Policy":
                found.append(f"meta {each.attrib}")
        return found


def words(element: Element) -> str:
    """Return the text of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def allowed_style(policy: str, style: str) -> bool:
    """Tell whether a Content Security Policy allows this style sheet."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"style-src 'sha256-{digest}'" in policy


def _name(element: Element) -> str:
    return element.tag.removeprefix(_SPACE).removeprefix(_DRAWN)


def _may_stand(name: str, href: str) -> bool:
    if name == "link":
        return href.startswith("data:image/svg+xml,")
    if name == "use":
        return href.startswith("#")
    return name == "a" and re.match(r"#[\w-]+$|https?://[^\s\"'<>@/]+", href) is not None
