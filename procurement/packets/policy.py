"""Who may order a printed document: whoever may read the thing it prints, and the service for what is public."""

from procurement.core.context import Actor
from procurement.core.verdict import ALLOWED, SIGN_IN_FIRST, Verdict
from procurement.packets.models import PacketKind

#: What the public may read may be printed for anybody; the rest needs somebody who is signed in.
PUBLIC = frozenset(
    {
        PacketKind.SOLICITATION,
        PacketKind.REGISTER,
        PacketKind.AWARD,
        PacketKind.ADOPTION,
        PacketKind.ADDENDUM,
        PacketKind.PASSPORT,
    }
)


def may_order(actor: Actor, kind: PacketKind, *, is_published: bool = False) -> Verdict:
    """The reading itself is judged where the document is put together; here, whether anybody may ask at all.

    `is_published`: it compares two published texts, as every addendum does.
    """
    return ALLOWED if kind in PUBLIC or is_published or not actor.is_anonymous else SIGN_IN_FIRST
