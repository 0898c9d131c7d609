"""The worker: delivers letters, does jobs, chains the ledger, sweeps files; beside the web, never inside it.

What has to be done stands in the outbox, in the database. huey only beats the time and keeps the threads, in memory:
a pulse that is lost costs nothing, because the next one finds the same rows. Any number of workers may run.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from huey import MemoryHuey
from huey.consumer import Consumer, Scheduler

from procurement.audit import operations as ledger
from procurement.core.context import SYSTEM
from procurement.core.database import create_engine
from procurement.core.errors import Refusal, Unavailable
from procurement.core.machine import Machine
from procurement.files import operations as files
from procurement.files.store import Store
from procurement.mailbox import outbox
from procurement.mailbox.models import Job, Letter
from procurement.mailbox.smtp import MailServer, NotDelivered
from procurement.mailbox.tasks import REGISTER
from procurement.plans import tasks as plans
from procurement.settings import Settings

log = logging.getLogger("procurement.worker")
#: Rooms that may have a module `tasks.py`.
ROOMS = (
    "vendors", "library", "plans", "pools", "solicitations", "responses", "evaluation", "awards", "contracts",
    "packets",
)  # fmt: skip
LETTERS_AT_ONCE = 10
SEAL_AT_ONCE = 500
#: Seconds between two rounds.
LETTERS_EVERY, JOBS_EVERY, SEAL_EVERY, SWEEP_EVERY, WEEKLY_EVERY = 1, 1, 5, 3600, 600


def machine_for(settings: Settings) -> Machine:
    """The machine of a process with these settings, settled by what the database says."""
    engine = create_engine(settings.database_url)
    settings = settings.settled(engine)
    store = Store.from_url(settings.files_url, settings.instance)
    return Machine(engine, store, settings.url, settings.instance, movable=bool(settings.demo))


def load_tasks() -> None:
    """Import every room's `tasks.py`, so that its tasks are registered."""
    for room in ROOMS:
        if find_spec(f"procurement.{room}.tasks") is not None:
            import_module(f"procurement.{room}.tasks")


def deliver_letters(machine: Machine, mail_server: MailServer | None) -> int:
    """Deliver the letters that are due; how many left. Without a mail server they stay to be read in the outbox."""
    if mail_server is None or not _is_due(machine, Letter):
        return 0
    with machine.unit() as ctx:
        letters = outbox.claim(ctx, Letter, LETTERS_AT_ONCE)
    sent = 0
    try:
        with mail_server.connected() as server:
            while letters:
                sent += _deliver(machine, mail_server, server, letters[0])
                letters.pop(0)
    except NotDelivered as fault:
        for letter in letters:
            _give_back(machine, letter, fault)
    return sent


def _deliver(machine: Machine, mail_server: MailServer, server, letter: Letter) -> int:
    try:
        mail_server.send(server, letter)
    except NotDelivered as fault:
        _give_back(machine, letter, fault)
        return 0
    with machine.unit() as ctx:
        outbox.done(ctx, letter)
    return 1


def _give_back(machine: Machine, letter: Letter, fault: NotDelivered) -> None:
    log.warning("letter not delivered", extra={"fields": {"letter": letter.id, "tries": letter.tries}})
    with machine.unit() as ctx:
        outbox.failed(ctx, letter, fault.sentence, permanent=fault.permanent)


def run_due_jobs(machine: Machine, limit: int = 100) -> int:
    """Do up to `limit` jobs that are due, one after the other; how many succeeded."""
    succeeded = 0
    for _ in range(limit):
        if not _is_due(machine, Job):
            break
        with machine.unit() as ctx:
            jobs = outbox.claim(ctx, Job, 1)
        succeeded += sum(_do(machine, job) for job in jobs)
    return succeeded


def _do(machine: Machine, job: Job) -> bool:
    started = time.monotonic()
    try:
        if job.task not in REGISTER:
            raise Refusal(f"Nobody here knows how to do the job “{job.task}”.")
        REGISTER[job.task](machine, job.payload)
    except Exception as fault:
        refused = isinstance(fault, Refusal)
        if not refused:
            log.exception("job failed", extra={"fields": {"job": job.id, "task": job.task}})
        sentence = fault.sentence if refused else f"It broke ({type(fault).__name__}); the log says where."
        with machine.unit() as ctx:
            # A refusal stays one however often it is tried, except that the service could not just then.
            outbox.failed(ctx, job, sentence, permanent=refused and not isinstance(fault, Unavailable))
        return False
    with machine.unit() as ctx:
        outbox.done(ctx, job)
    fields = {"job": job.id, "task": job.task, "milliseconds": round((time.monotonic() - started) * 1000)}
    log.info("job done", extra={"fields": fields})
    return True


def seal_ledger(machine: Machine) -> int:
    """Chain what was written to the ledger since the last pass; how many entries."""
    total = 0
    while _has_unsealed(machine):
        with machine.unit() as ctx:
            count = ledger.seal(ctx, SEAL_AT_ONCE)
        total += count
        if count < SEAL_AT_ONCE:
            break
    return total


def sweep_files(machine: Machine) -> int:
    """Remove the uploads that nobody came to keep; how many."""
    with machine.unit(writes=False) as ctx:
        return files.sweep(ctx, machine.store)


def _is_due(machine: Machine, kind) -> bool:
    with machine.unit(SYSTEM, writes=False) as ctx:
        return outbox.is_due(ctx, kind)


def _has_unsealed(machine: Machine) -> bool:
    with machine.unit(SYSTEM, writes=False) as ctx:
        return ledger.has_unsealed(ctx)


class Beat:
    """Tells huey that so many seconds have passed; one round at a time, a slow one is not run over itself."""

    def __init__(self, seconds: float, work: Callable[[], int]):
        self.seconds = seconds
        self.work = work
        self._next = 0.0
        self._at_it = threading.Lock()

    def is_time(self, _timestamp) -> bool:
        """Whether a round should begin."""
        if time.monotonic() < self._next or self._at_it.locked():
            return False
        self._next = time.monotonic() + self.seconds
        return True

    def __call__(self) -> None:
        if not self._at_it.acquire(blocking=False):
            return
        try:
            self.work()
        except Exception:
            log.exception("a round of the worker failed")
        finally:
            self._at_it.release()


class Pulse(Scheduler):
    """huey's scheduler, looking every second instead of every minute; stops with the process that started it."""

    periodic_task_seconds = 1
    parent: int | None = None

    def loop(self, now=None):
        if self.parent is not None and os.getppid() != self.parent:
            self.stop_flag.set()
            return
        super().loop(now)


def consumer(settings: Settings, *, parent: int | None = None) -> Consumer:
    """A worker ready to `run()` (in the main thread: it takes the signals) until it is told to stop.

    `parent` is the process that started this one: the worker stops when it ends.
    """
    load_tasks()
    machine = machine_for(settings)
    mail_server = MailServer(settings.smtp, settings.mail_from) if settings.smtp is not None else None
    huey = MemoryHuey("procurement", results=False)
    rounds = {
        "letters": Beat(LETTERS_EVERY, lambda: deliver_letters(machine, mail_server)),
        "jobs": Beat(JOBS_EVERY, lambda: run_due_jobs(machine)),
        "seal": Beat(SEAL_EVERY, lambda: seal_ledger(machine)),
        "sweep": Beat(SWEEP_EVERY, lambda: sweep_files(machine)),
        "weekly": Beat(WEEKLY_EVERY, lambda: plans.write_weekly_letters(machine)),
    }
    for name, beat in rounds.items():
        huey.periodic_task(beat.is_time, name=name)(_as_function(beat))
    pulse = type("Pulse", (Pulse,), {"parent": parent})
    kind = type("Worker", (Consumer,), {"scheduler_class": pulse})
    # One thread for each kind of round: a long print must not hold back the letters.
    return kind(huey, workers=len(rounds), max_delay=0.5, graceful_signal="TERM", shutdown_timeout=30)


def _as_function(beat: Beat) -> Callable[[], None]:
    def go() -> None:
        beat()

    return go
