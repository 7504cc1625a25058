"""Every form of a page, with what stands in it and its buttons, and the page's ids and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form of a page: where it goes, what it would send, and its buttons as (name, value)."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Markup(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self._open: Form | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._open = Form(given.get("action", ""))
            self.forms.append(self._open)
        elif self._open is not None:
            self._control(self._open, tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "option":
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "input" and given.get("type") in ("checkbox", "radio") and "checked" not in given:
            return  # a browser does not send it
        elif tag == "input" and name:
            form.fields[name] = given.get("value", "")
        elif tag == "button" and name:
            form.buttons.append((name, given.get("value", "")))
        elif tag == "select" and name:
            self._select, self._options = name, []
        elif tag == "textarea" and name:
            self._area = (name, [])

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select" and self._open is not None and self._select is not None:
            # Without a chosen option the browser sends the first.
            chosen = [value for value, selected in self._options if selected] or [self._options[0][0]]
            self._open.fields[self._select] = chosen[-1]
            self._select = None
        elif tag == "textarea" and self._open is not None and self._area is not None:
            # A browser drops the line break that follows the opening tag.
            self._open.fields[self._area[0]] = "".join(self._area[1]).removeprefix("\r\n").removeprefix("\n")
            self._area = None


def read(html: str) -> Markup:
    """The page's forms, ids and links."""
    markup = Markup()
    markup.feed(html)
    return markup


def holds(html: str, id: str) -> bool:
    """Whether the page holds the part of this id."""
    return id in read(html).ids


def form(html: str, action: str) -> Form:
    """The form that goes to this address."""
    found = [one for one in read(html).forms if one.action.partition("#")[0] == action]
    assert len(found) == 1, f"{len(found)} forms go to {action}"
    return found[0]
