"""Reading pages as a browser without scripts would: what a form would send, and what a person would read."""

from __future__ import annotations

import re
from html.parser import HTMLParser


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.text: list[str] = []
        self.links: list[str] = []
        self._textarea: str | None = None
        self._select: str | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        name = values.get("name", "")
        if tag == "a":
            self.links.append(values.get("href", ""))
        elif tag == "input" and name and values.get("type") not in ("submit", "file"):
            if values.get("type") not in ("radio", "checkbox") or "checked" in values:
                self.fields[name] = values.get("value", "")
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select is not None:
            if self._select not in self.fields or "selected" in values:
                self.fields[self._select] = values.get("value", "")
        elif tag in ("script", "style", "title"):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None
        elif tag in ("script", "style", "title"):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            # As in a browser, a line break right after the tag is not part of the text.
            self.fields[self._textarea] += data.removeprefix("\r\n").removeprefix("\n")
        elif not self._hidden:
            self.text.append(data)


def _main(html: str) -> str:
    return html[html.find("<main") :]


def _read(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    return page


_ATTRIBUTES = r"""(?:"[^"]*"|'[^']*'|[^>"'])*>"""
_OF_FORMS = re.compile(rf"<(?:input|select|option|/select)\b{_ATTRIBUTES}|<textarea\b.*?</textarea>", re.DOTALL)
_OF_LINKS = re.compile(rf"<a\b{_ATTRIBUTES}")
"""All else on a page is a hundred times as much, and parsing it took a tenth of the time of the tests of pages."""


def fields(html: str) -> dict[str, str]:
    """What the forms of the page would send as they stand, by field name."""
    return _read("".join(_OF_FORMS.findall(_main(html)))).fields


def text(html: str) -> str:
    """The words of the page, with single spaces."""
    return re.sub(r"\s+", " ", " ".join(_read(_main(html)).text)).strip()


def links(html: str) -> list[str]:
    """The addresses the page links to."""
    return _read("".join(_OF_LINKS.findall(_main(html)))).links
