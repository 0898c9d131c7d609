"""The life of a template version: draft -> published -> retired."""

from enum import StrEnum

from procurement.core.lifecycle import Lifecycle, Move


class VersionState(StrEnum):
    """What people may do with a template version."""

    DRAFT = "draft"
    #: May be used; never changes again.
    PUBLISHED = "published"
    #: Kept for those who used it; not offered any more.
    RETIRED = "retired"


VERSION = Lifecycle(
    "template version",
    VersionState.DRAFT,
    Move.of("publish", VersionState.DRAFT, VersionState.PUBLISHED),
    Move.of("retire", VersionState.PUBLISHED, VersionState.RETIRED),
)
