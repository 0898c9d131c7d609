"""What the worker does for this room: it takes documents to the print shop, in a process of their own.

Floor: api.
"""

import io
import json
import subprocess
import sys
from pathlib import Path

from procurement.core.context import SYSTEM
from procurement.core.errors import NotFound, Refusal
from procurement.core.machine import Machine
from procurement.files import operations as files
from procurement.mailbox.tasks import task
from procurement.packets import operations
from procurement.packets.models import Packet, PacketKind

TOP = Path(__file__).parents[2]
#: Seconds a document may take, and bytes it may have.
PATIENCE, LARGEST = 300, 200 * 1024 * 1024


@task("packets.print")
def order_for_everybody(machine: Machine, payload: dict) -> None:
    """Order what a deed has made public ({kind, subject_id}), so that it is printed before somebody asks."""
    with machine.unit(SYSTEM) as ctx:
        try:
            operations.order(ctx, PacketKind(payload["kind"]), payload["subject_id"])
        except NotFound:
            # It is gone again (a published solicitation that was cancelled meanwhile): nothing to print.
            return


@task("packets.press")
def press(machine: Machine, payload: dict) -> None:
    """Print one ordered packet ({packet: id})."""
    with machine.unit(SYSTEM, writes=False) as ctx:
        packet = ctx.session.get(Packet, payload["packet"])
        if packet is None or packet.file_id is not None:
            return
        document, name = packet.document, f"{packet.document.get('reference') or packet.kind} {packet.kind}.pdf"
    try:
        printed = _printed(document)
        staged = files.receive(machine.store, io.BytesIO(printed), name.replace("/", "-"), LARGEST)
    except Refusal as refusal:
        with machine.unit(SYSTEM) as ctx:
            operations.mark_failed(ctx, ctx.session.get_one(Packet, payload["packet"]), refusal.sentence)
        raise
    with machine.unit(SYSTEM) as ctx:
        operations.mark_printed(ctx, ctx.session.get_one(Packet, payload["packet"]), staged)


def _printed(document: dict) -> bytes:
    """The PDF, made in a process of its own: it ends with its memory, and on time."""
    command = [sys.executable, "-m", "pdf", "-"]
    try:
        done = subprocess.run(
            command, input=json.dumps(document).encode(), capture_output=True, cwd=TOP, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refusal(f"Printing took longer than {PATIENCE // 60} minutes and was stopped.") from None
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        raise Refusal("It could not be printed: " + (reason[-1] if reason else "the print shop stopped."))
    return done.stdout
