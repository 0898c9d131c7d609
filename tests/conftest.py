"""What every test can ask for; the fixtures themselves live in `tests/support/`."""

import gc
import os

from hypothesis import settings

pytest_plugins = (
    "tests.support.run_folder",
    "tests.support.passwords",
    "tests.support.databases",
    "tests.support.servers",
    "tests.support.service",
    "tests.support.browser",
)

# The same examples in every run, and nothing remembered between runs.
settings.register_profile("suite", derandomize=True, deadline=None, database=None)
settings.load_profile("suite")

# The settings of whoever runs the tests must not reach them.
for name in [name for name in os.environ if name == "DATABASE_URL" or name.startswith("PROCUREMENT_")]:
    if not name.startswith("PROCUREMENT_TEST_"):
        del os.environ[name]

# A process of tests holds half a million objects that stay until its end: look through them for garbage rarely.
gc.set_threshold(20_000, 20, 20)
