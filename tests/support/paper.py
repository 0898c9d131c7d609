"""A page as somebody without JavaScript has it: links to follow by their words, forms to fill in by their labels."""

import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


@dataclass
class Field:
    """One thing to fill in. `options` are the values that can be chosen, by their words."""

    name: str
    kind: str
    value: str = ""
    id: str = ""
    checked: bool = False
    words: str = ""
    options: dict[str, str] = field(default_factory=dict)


@dataclass
class Paper:
    """A form with what stands in it, and its buttons: (words, name, value)."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def button(self, words: str) -> tuple[str, str, str] | None:
        """The button with these words, if the form has it."""
        return next((each for each in self.buttons if each[0] == words), None)


class Page(HTMLParser):
    """The links and forms of one answer."""

    def __init__(self, answer: TestResponse):
        super().__init__()
        self.answer, self.address = answer, answer.request.path
        self._base = answer.request.full_path.rstrip("?")
        self.links: dict[str, str] = {}
        self.forms: list[Paper] = []
        self._labels: dict[str, str] = {}
        self._heard: list[tuple[str, dict, list[str]]] = []
        self._inside: Paper | None = None
        self._legend = ""
        self.feed(answer.text)
        for form in self.forms:
            for each in form.fields:
                each.words = each.words or self._labels.get(each.id, "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = Paper(urljoin(self._base, given.get("action", "")), given.get("method", "get"))
            self.forms.append(self._inside)
        elif tag == "input" and self._inside is not None:
            kind = given.get("type", "text")
            value = given.get("value", "on" if kind == "checkbox" else "")
            self._add(given, kind, value, checked="checked" in given)
        elif tag in ("textarea", "select") and self._inside is not None:
            self._add(given, tag, "")
        if tag in ("a", "button", "label", "legend", "textarea", "option"):
            self._heard.append((tag, given, []))
        if tag == "fieldset":
            self._legend = ""

    def _add(self, given: dict, kind: str, value: str, checked: bool = False) -> None:
        made = Field(given.get("name", ""), kind, value, given.get("id", ""), checked)
        if kind == "radio":
            made.words = self._legend
        self._inside.fields.append(made)

    def handle_data(self, data: str) -> None:
        for _, _, words in self._heard:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None
        if not self._heard or self._heard[-1][0] != tag:
            return
        _, given, heard = self._heard.pop()
        words = " ".join("".join(heard).split()).removesuffix(" (optional)")
        if tag == "a" and "href" in given:
            self.links.setdefault(words, urljoin(self._base, given["href"]))
        elif tag == "label":
            self._labels[given.get("for", "")] = words
        elif tag == "legend":
            self._legend = words
        elif self._inside is not None:
            self._of_form(tag, given, words, "".join(heard))

    def _of_form(self, tag: str, given: dict, words: str, text: str) -> None:
        form = self._inside
        if tag == "button":
            form.buttons.append((words, given.get("name", ""), given.get("value", "")))
        elif tag == "textarea":
            form.fields[-1].value = text.removeprefix("\n")
        elif tag == "option":
            value = given.get("value", words)
            form.fields[-1].options[words] = value
            if "selected" in given or len(form.fields[-1].options) == 1:
                form.fields[-1].value = value

    def label_of(self, each: Field) -> str:
        """The words that stand beside one choice."""
        return self._labels.get(each.id, "")

    def form_with(self, button: str, words: dict) -> Paper:
        """The form that has this button and a field for everything that shall be filled in."""
        for form in self.forms:
            if form.button(button) and all(self._places(form, name) for name in words):
                return form
        shown = [(form.buttons, [(each.name, each.words) for each in form.fields]) for form in self.forms]
        raise AssertionError(f"{self.address} has no form with “{button}” and {list(words)}. It has: {shown}")

    def _places(self, form: Paper, name: str) -> list[Field]:
        return [each for each in form.fields if name in (each.name, each.words)]

    def filled(self, form: Paper, words: dict, button: str) -> MultiDict:
        """What a browser would send."""
        sent: MultiDict = MultiDict()
        for each in form.fields:
            if each.name and each.kind not in ("file", "submit") and (
                each.kind not in ("radio", "checkbox") or each.checked
            ):  # fmt: skip
                sent.add(each.name, each.value)
        for name, value in words.items():
            self._fill(sent, self._places(form, name), value)
        _, name, value = form.button(button)
        if name:
            sent[name] = value
        return sent

    def _fill(self, sent: MultiDict, places: list[Field], value) -> None:
        first = places[0]
        if first.kind == "file":
            sent[first.name] = (io.BytesIO(value[1]), value[0])
        elif first.kind == "radio":
            chosen = [each for each in places if value in (each.value, self.label_of(each))]
            assert chosen, f"“{value}” is none of {[(each.value, self.label_of(each)) for each in places]}"
            sent[first.name] = chosen[0].value
        elif first.kind == "checkbox":
            kept = [each for each in sent.poplist(first.name) if each not in {one.value for one in places}]
            several = value if isinstance(value, list) else [first.value] if value else []
            sent.setlist(first.name, [*kept, *several])
        elif first.kind == "select":
            known = {**first.options, **{each: each for each in first.options.values()}}
            assert value in known, f"“{value}” is none of {known}"
            sent[first.name] = known[value]
        else:
            sent[first.name] = value
