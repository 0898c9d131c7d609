"""What a route says about itself: who may call it, and how its units of work are cut.

Every view carries exactly one of `@public` or `@signed_in`; an architecture test holds them to it.
"""

from collections.abc import Callable
from functools import wraps

from flask import g

from procurement.core.errors import NotSignedIn

MEGABYTE = 1024 * 1024
#: What a request without files may weigh.
FORM_LIMIT = 2 * MEGABYTE


def public(view: Callable) -> Callable:
    """Anybody may call this, signed in or not."""
    view.access = "public"
    return view


def signed_in(view: Callable) -> Callable:
    """Somebody must be signed in (or send a token); what they may do is the operation's and query's business."""

    @wraps(view)
    def checked(*args, **kwargs):
        if g.actor.is_anonymous:
            raise NotSignedIn("Please sign in to continue.")
        return view(*args, **kwargs)

    checked.access = "signed-in"
    return checked


def own_units(view: Callable) -> Callable:
    """The view opens its own units of work (`current_app.unit(...)`): it does something slow between them.

    Such a view has no `g.context`; who calls is `g.actor`.
    """
    view.own_units = True
    return view


def takes_files(limit: int = 100 * MEGABYTE) -> Callable:
    """The view takes uploads up to `limit` bytes in all; `web.uploads.uploaded(name)` hands them over.

    They are received, hashed and checked before the writing unit begins.
    """

    def mark(view: Callable) -> Callable:
        view.upload_limit = limit
        return view

    return mark


def discreet(view: Callable) -> Callable:
    """The log keeps no line of this view: that somebody called it is nobody's to know (who responds, and how many)."""
    view.discreet = True
    return view
