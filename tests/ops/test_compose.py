"""docker-compose.yml: valid by the Compose specification, and saying what we promise; no engine runs here."""

import json

import pytest
import yaml
from compose_spec import PyCompose

from tests.ops.machine import ROOT

APP = {"web", "worker", "worker-bulk", "dispatcher", "beat", "migrate"}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_the_specification_accepts_it(compose):
    accepted = PyCompose.from_json(json.dumps(compose))
    assert set(accepted.service_names()) == APP | {"postgres", "redis"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda services: services["web"].update(comand=["x"]),
        lambda services: services["web"]["depends_on"]["postgres"].update(condition="healthy"),
        lambda services: services["redis"].update(image=""),
    ],
)
def test_the_specification_would_refuse_a_slip(compose, spoil):
    spoilt = json.loads(json.dumps(compose))
    spoil(spoilt["services"])
    with pytest.raises(ValueError):
        PyCompose.from_json(json.dumps(spoilt))


def test_the_database_knows_chinese_and_the_broker_keeps_messages(compose):
    arguments = compose["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert arguments == ["--encoding=UTF8", "--locale=C.UTF-8"]
    command = " ".join(compose["services"]["redis"]["command"])
    assert "--appendonly yes" in command and "--maxmemory-policy noeviction" in command


def test_who_waits_for_whom(compose):
    services = compose["services"]
    waits = {
        name: {on: how["condition"] for on, how in services[name].get("depends_on", {}).items()} for name in services
    }
    schema = {"postgres": "service_healthy", "migrate": "service_completed_successfully"}
    assert waits == {
        "postgres": {},
        "redis": {},
        "migrate": {"postgres": "service_healthy"},
        "web": schema,  # not redis
        **dict.fromkeys(["worker", "worker-bulk", "dispatcher", "beat"], schema | {"redis": "service_healthy"}),
    }
    healthy = {on for each in waits.values() for on, condition in each.items() if condition == "service_healthy"}
    assert {name for name in healthy if "healthcheck" not in services[name]} == set()
    assert "healthcheck" in services["web"]


def test_nothing_is_public_and_no_secret_is_written(compose):
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8000:8000"]
    environment = compose["services"]["web"]["environment"]
    assert environment["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]


def test_every_volume_is_declared(compose):
    used = {volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])}
    assert used == set(compose["volumes"])


def test_the_image_copies_only_what_exists():
    lines = [line.split()[1:-1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY ")]
    sources = [source for line in lines for source in line if not source.startswith(("--from", "/"))]
    assert [source for source in sources if not (ROOT / source).exists()] == []
