"""The life of a panel and of a score sheet."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class PanelState(StrEnum):
    """How far the panel is."""

    #: Seats are filled, conflicts disclosed.
    CONVENED = "convened"
    #: Each seat scores alone.
    SCORING = "scoring"
    #: The ranking is settled and recorded.
    CLOSED = "closed"


class SheetState(StrEnum):
    """How far one seat's sheet is."""

    OPEN = "open"
    SUBMITTED = "submitted"
    #: Reopened by the chair, with a reason.
    RETURNED = "returned"


PANEL = Lifecycle(
    "panel",
    PanelState.CONVENED,
    Move.of("begin-scoring", PanelState.CONVENED, PanelState.SCORING),
    Move.of("close", PanelState.SCORING, PanelState.CLOSED),
)
SHEET = Lifecycle(
    "score sheet",
    SheetState.OPEN,
    Move.of("submit", {SheetState.OPEN, SheetState.RETURNED}, SheetState.SUBMITTED),
    Move.of("return", SheetState.SUBMITTED, SheetState.RETURNED),
)
