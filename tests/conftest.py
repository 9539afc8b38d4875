"""What every test finds: real servers. Personas live in `tests/personas.py`."""

from tests import servers

servers.start()

pytest_plugins = ["tests.personas"]


def pytest_unconfigure(config):
    servers.stop()
