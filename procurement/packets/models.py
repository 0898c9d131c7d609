"""Rows of packets: which document was printed of what, and the file it gave."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.core.columns import ID_LENGTH, Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.files.models import StoredFile
from procurement.packets.lifecycle import PacketState


class PacketKind(StrEnum):
    """What is printed."""

    SOLICITATION = "solicitation"
    RESPONSE = "response"
    REGISTER = "register"
    EVALUATION = "evaluation"
    AWARD = "award"
    #: What changed between two texts of a solicitation.
    REDLINE = "redline"
    #: What a government found before it asked to adopt a contract, for its own file.
    DUE_DILIGENCE = "due-diligence"
    #: The participating addendum of an adoption, its local terms as a redline.
    ADOPTION = "adoption"
    #: The participating addendum of a pool's member.
    ADDENDUM = "addendum"
    #: Everything about a contract that the reader may see.
    PASSPORT = "passport"
    #: The view from above, of a government or a network.
    OVERVIEW = "overview"


class Packet(Versioned, Base):
    """One printed document. Same kind, thing and document digest: the same packet, printed once.

    Who may read it is whoever may read the thing as it is printed (`subject_id`), asked anew each time.
    """

    __tablename__ = "packet"

    id: Mapped[str] = id_column()
    kind: Mapped[PacketKind] = choice(PacketKind, nullable=False)
    #: The solicitation, response, panel, award, adoption, contract, jurisdiction or network it prints.
    subject_id: Mapped[str] = mapped_column(sa.String(ID_LENGTH), index=True)
    #: Of the plain document handed to the print shop.
    document_digest: Mapped[str] = mapped_column(sa.String(71))
    document: Mapped[dict] = mapped_column(Document, nullable=False)
    state: Mapped[PacketState] = choice(PacketState, nullable=False, default=PacketState.ORDERED)
    ordered_at: Mapped[datetime] = instant(nullable=False)
    ordered_by: Mapped[str | None] = refers_to("person.id", nullable=True)
    printed_at: Mapped[datetime | None] = instant()
    file_id: Mapped[str | None] = refers_to("stored_file.id", nullable=True)
    error: Mapped[str] = mapped_column(sa.Text, default="")

    file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("kind", "subject_id", "document_digest"),)
