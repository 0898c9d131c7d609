"""Addresses of the rows behind a figure, and of the things these rows are; from values alone."""

from datetime import date
from urllib.parse import urlencode

#: Where a row's own page is, and where a program reads it, below the service's address.
PAGES = {
    "solicitation": "/solicitations/{}", "award": "/solicitations/{}/award", "contract": "/contracts/{}",
    "addendum": "/addenda/{}", "adoption": "/adoptions/{}", "outcome": "/outcomes/{}", "plan": "/plans/{}",
    "pool": "/pools/{}",
}  # fmt: skip
API = {**PAGES, "award": "/solicitations/{}/awards"}


def page_of(sort: str, of: str) -> str:
    """The page of a row."""
    return PAGES[sort].format(of)


def resource_of(sort: str, of: str) -> str:
    """Where a program reads a row, below the API."""
    return API[sort].format(of)


def rows_at(base: str, figure: str, *, period: str, **filters) -> str:
    """The address of a figure's rows under an overview's own (`base`); filters that are None do not narrow.

    The area "" asks for what has none; a month is named by its first day.
    """
    said = {"figure": figure, "period": period}
    for name, value in filters.items():
        if value is not None:
            said[name] = value.strftime("%Y-%m") if isinstance(value, date) else str(value)
    return f"{base}/rows?{urlencode(said)}"
