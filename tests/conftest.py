"""What every test finds: real servers. Personas live in `tests/personas.py`."""

from tests import servers

servers.start()


def pytest_unconfigure(config):
    servers.stop()
