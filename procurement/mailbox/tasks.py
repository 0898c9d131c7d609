"""The register of slow work: which function does the jobs of which name.

A room registers in its module `tasks.py`, which the worker imports:

    @task("packets.print")
    def print_packet(machine, payload):
        with machine.unit(writes=False) as ctx: ...   # read
        ...                                           # the slow part, in no unit
        with machine.unit() as ctx: ...               # write

A job may be done twice (a worker that died after the deed, before it said so): a task must bear that.
"""

from collections.abc import Callable

from procurement.core.machine import Machine

Task = Callable[[Machine, dict], None]
REGISTER: dict[str, Task] = {}


def task(name: str) -> Callable[[Task], Task]:
    """Register the function under this name ("room.deed")."""

    def register(function: Task) -> Task:
        if REGISTER.get(name, function) is not function:
            raise ValueError(f"Two functions want to do the jobs “{name}”.")
        REGISTER[name] = function
        return function

    return register
