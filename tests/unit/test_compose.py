"""The compose file: what there is, and that as many web and worker containers can run as one likes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.cli import commands
from service.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """Its services, with the values that stand where the environment has none."""
    text = (ROOT / "docker-compose.yml").read_text()
    found: dict[str, Any] = yaml.safe_load(re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text))["services"]
    return found


def test_there_are_web_worker_postgresql_and_redis_behind_one_port(services: dict[str, Any]) -> None:
    assert services.keys() == {"port", "web", "worker", "postgres", "redis"}
    assert {name: service["ports"] for name, service in services.items() if "ports" in service} == {
        "port": ["127.0.0.1:8000:8000"]
    }


@pytest.mark.parametrize("name", ["web", "worker"])
def test_nothing_keeps_a_second_container_from_running(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service.keys().isdisjoint({"container_name", "ports", "hostname", "volumes"})
    assert service["read_only"]


def test_web_containers_share_the_port(services: dict[str, Any]) -> None:
    web = services["web"]
    assert web["network_mode"] == "service:port"
    assert Settings.from_environment(web["environment"]).share_port
    # What waits for a place in that network cannot be there before it.
    assert "port" in web["depends_on"]


def test_both_work_with_the_same_database_and_redis(services: dict[str, Any]) -> None:
    web, worker = (Settings.from_environment(services[name]["environment"]) for name in ("web", "worker"))
    assert web.database_url == worker.database_url
    assert web.database_url.partition("@")[2] == "postgres:5432/claimcheck"
    assert web.redis_url == worker.redis_url == "redis://redis:6379/0"


def test_the_image_is_built_once_and_its_commands_exist(services: dict[str, Any]) -> None:
    ours = {name: service for name, service in services.items() if service["image"] == "claimcheck"}
    assert [name for name, service in ours.items() if "build" in service] == ["web"]
    said = " ".join(" ".join(service["command"]) for service in ours.values())
    named = set(re.findall(r"claimcheck ([a-z]+)", said))
    assert named == {"db", "import", "serve", "worker"}
    assert named <= commands.commands.keys()
