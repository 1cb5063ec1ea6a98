"""Fixtures of all tests; the modules of tests/fixtures say what each gives."""

pytest_plugins = [
    "tests.fixtures.counts",
    "tests.fixtures.order",
    "tests.fixtures.collecting",
    "tests.fixtures.databases",
    "tests.fixtures.demonstrations",
    "tests.fixtures.applications",
    "tests.fixtures.servers",
    "tests.fixtures.browsers",
    "tests.fixtures.staff",
]
