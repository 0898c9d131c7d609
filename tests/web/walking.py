"""Opens addresses as many people, in the browser and as a program, and tells what each of them is sent."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from itertools import product

from tests.responses.doors import Door


class Walker:
    """Whoever stands in `people` (name to id, None for nobody) opens addresses; each keeps a browser and a token."""

    def __init__(self, app):
        self.door, self.browsers, self.tokens = Door(app), {}, {}
        self.people: dict[str, str | None] = {"nobody": None}

    def told(self, who: str, address: str) -> tuple[int, str]:
        """Status and all that somebody is sent, also inside a Word file or a workbook."""
        client, headers = self._browser(who), {}
        if address.startswith("/api/") and self.people[who]:
            client = self.door.app.test_client()
            if who not in self.tokens:
                self.tokens[who] = self.door.token_of(self.people[who])
            headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        answer = client.get(address, headers=headers)
        data = answer.data
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                data = b"\n".join(parts.read(name) for name in parts.namelist())
        return answer.status_code, f"{answer.headers}\n{data.decode('utf-8', 'replace')}"

    def _browser(self, who: str):
        if who not in self.browsers:
            self.browsers[who] = self.door.browser_of(self.people[who])
        return self.browsers[who]


def filled(rule: str, choices: Mapping[str, Sequence[str]]) -> list[str]:
    """The address of this rule with every id that can stand in it; none when one of its names has no ids."""
    names = re.findall(r"<(?:[^:>]*:)?(\w+)>", rule)
    if not all(name in choices for name in names):
        return []
    addresses = []
    for values in product(*(choices[name] for name in names)):
        given = iter(values)
        addresses.append(re.sub(r"<[^>]*>", lambda _, given=given: next(given), rule))
    return addresses


def found(word: str, said: str) -> bool:
    """Whether this word, and not only the beginning of a longer one, stands in what was said."""
    return re.search(rf"{re.escape(word)}(?![a-z])", said) is not None
