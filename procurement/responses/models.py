"""Rows of responses: the vendor's draft, the sealed versions, refused attempts, and the opening."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement.core.columns import Document, choice, id_column, instant, refers_to
from procurement.core.database import Base, Versioned
from procurement.files.models import StoredFile
from procurement.responses.lifecycle import OpeningState, ResponseState
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import Vendor


class Response(Versioned, Base):
    """One vendor's answer to one solicitation.

    `draft` is {answers: {requirement key: value}, prices: {price line key: {unit_price: "12.50"} | null},
    note: "", preferences: [preference id]} and belongs to the vendor alone, also after the opening.
    """

    __tablename__ = "response"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    vendor_id: Mapped[str] = refers_to("vendor.id")
    state: Mapped[ResponseState] = choice(ResponseState, nullable=False, default=ResponseState.DRAFT)
    draft: Mapped[dict] = mapped_column(Document, nullable=False)
    begun_at: Mapped[datetime] = instant(nullable=False)
    begun_by: Mapped[str] = refers_to("person.id")
    #: When the last sealed version was received, and when the seal was broken.
    submitted_at: Mapped[datetime | None] = instant()
    opened_at: Mapped[datetime | None] = instant()
    #: What the opening brought to light (shape: `responses/content.py`); None before, and for an unreadable one.
    #: `opened["total"]` is the price that is compared: dollars and cents as text, None when nothing was priced.
    opened: Mapped[dict | None] = mapped_column(Document)

    solicitation: Mapped[Solicitation] = relationship()
    vendor: Mapped[Vendor] = relationship()
    sealings: Mapped[list["Sealing"]] = relationship(back_populates="response", order_by="Sealing.number")
    attachments: Mapped[list["Attachment"]] = relationship(back_populates="response", order_by="Attachment.added_at")

    acknowledgements: Mapped[list["Acknowledgement"]] = relationship(
        back_populates="response", order_by="Acknowledgement.number"
    )

    __table_args__ = (sa.UniqueConstraint("solicitation_id", "vendor_id"),)


class Acknowledgement(Base):
    """A vendor has taken note of an addendum that came after its response was sealed; unknown to others until then."""

    __tablename__ = "acknowledgement"

    id: Mapped[str] = id_column()
    response_id: Mapped[str] = refers_to("response.id")
    #: Of the addendum; it made revision number + 1.
    number: Mapped[int] = mapped_column(sa.Integer)
    acknowledged_at: Mapped[datetime] = instant(nullable=False)
    acknowledged_by: Mapped[str] = refers_to("person.id")

    response: Mapped[Response] = relationship(back_populates="acknowledgements")

    __table_args__ = (sa.UniqueConstraint("response_id", "number"),)


class Attachment(Base):
    """A file in the vendor's draft; `requirement_key` "" means an extra file."""

    __tablename__ = "attachment"

    id: Mapped[str] = id_column()
    response_id: Mapped[str] = refers_to("response.id")
    file_id: Mapped[str] = refers_to("stored_file.id")
    requirement_key: Mapped[str] = mapped_column(sa.String(20), default="")
    added_at: Mapped[datetime] = instant(nullable=False)

    response: Mapped[Response] = relationship(back_populates="attachments")
    file: Mapped[StoredFile] = relationship()


class Sealing(Base):
    """One submission of a response and its receipt; the last one before the deadline counts.

    `envelope` is what `responses/sealing.py` made of the content; nothing else reads it.
    """

    __tablename__ = "sealing"

    id: Mapped[str] = id_column()
    response_id: Mapped[str] = refers_to("response.id")
    number: Mapped[int] = mapped_column(sa.Integer)
    #: Printed on the receipt; unguessable, so that it proves receipt.
    receipt_number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    received_at: Mapped[datetime] = instant(nullable=False)
    submitted_by: Mapped[str] = refers_to("person.id")
    #: Of the revision that was answered.
    revision_digest: Mapped[str] = mapped_column(sa.String(71))
    #: Of the sealed content; with each file's digest it is what the receipt states.
    content_digest: Mapped[str] = mapped_column(sa.String(71))
    #: [{name, size, digest, requirement_key}]
    files: Mapped[list] = mapped_column(Document, nullable=False)
    envelope: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    #: Given by the form, so that a double click brings the same receipt back.
    submission_token: Mapped[str] = mapped_column(sa.String(40))
    withdrawn_at: Mapped[datetime | None] = instant()

    response: Mapped[Response] = relationship(back_populates="sealings")

    __table_args__ = (
        sa.UniqueConstraint("response_id", "number"),
        sa.UniqueConstraint("response_id", "submission_token"),
    )


class RefusedAttempt(Base):
    """Somebody tried to submit and was refused: when, and why (late by so much)."""

    __tablename__ = "refused_attempt"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id")
    vendor_id: Mapped[str] = refers_to("vendor.id")
    person_id: Mapped[str] = refers_to("person.id")
    at: Mapped[datetime] = instant(nullable=False)
    reason: Mapped[str] = mapped_column(sa.Text)

    vendor: Mapped[Vendor] = relationship()


class Opening(Versioned, Base):
    """The opening of one solicitation's responses by two people, and the register it gives.

    `register` is {solicitation, opened_at, opened_by: [names], rows: [{number, response_id, vendor, received_at,
    receipt_number, content_digest, state, and where there are addenda acknowledged: [numbers], unacknowledged:
    [numbers]}]}, drawn up when the second person opens. Everybody may then read number,
    vendor, received_at, state and addenda; the receipt numbers and digests are for the readers of the jurisdiction.
    """

    __tablename__ = "opening"

    id: Mapped[str] = id_column()
    solicitation_id: Mapped[str] = refers_to("solicitation.id", unique=True)
    state: Mapped[OpeningState] = choice(OpeningState, nullable=False, default=OpeningState.BEGUN)
    begun_at: Mapped[datetime] = instant(nullable=False)
    first_id: Mapped[str] = refers_to("person.id")
    #: Whom the first person asked to be the second, if anybody in particular.
    named_id: Mapped[str | None] = refers_to("person.id", nullable=True)
    done_at: Mapped[datetime | None] = instant()
    second_id: Mapped[str | None] = refers_to("person.id", nullable=True)
    register: Mapped[dict | None] = mapped_column(Document)
    register_digest: Mapped[str | None] = mapped_column(sa.String(71))

    solicitation: Mapped[Solicitation] = relationship()
