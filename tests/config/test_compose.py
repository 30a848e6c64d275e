"""The house scaled out: two webs, two workers, one beat, the outside world apart; told only what it listens to."""

import re
from importlib import import_module
from itertools import chain
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from django.test import Client

from tests.house.source import ROOT
from tests.house.test_docs import OF_COMPOSE, SETTING

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "motcua"}
SETTINGS = set(SETTING.findall((ROOT / "config" / "settings.py").read_text(encoding="utf-8")))


def replicas(name: str) -> int:
    return SERVICES[name].get("deploy", {}).get("replicas", 1)


def docker_command() -> list[str]:
    last = (ROOT / "Dockerfile").read_text(encoding="utf-8").rstrip().splitlines()[-1]
    return re.findall(r'"([^"]+)"', last)


def command_of(name: str) -> list[str]:
    return OURS[name].get("command") or docker_command()


def test_two_webs_two_workers_one_beat_and_the_outside_world_stand_behind_a_proxy():
    assert {name: replicas(name) for name in SERVICES} == {
        "proxy": 1,
        "web": 2,
        "sandbox": 1,
        "worker": 2,
        "beat": 1,
        "migrate": 1,
        "postgres": 1,
        "redis": 1,
    }
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_every_process_is_one_that_the_image_can_start():
    programs = {name: command_of(name)[:2] for name in OURS}

    assert programs == {
        "web": ["gunicorn", "config.wsgi:application"],
        "sandbox": ["gunicorn", "config.sandbox_wsgi:application"],
        "worker": ["celery", "-A"],
        "beat": ["celery", "-A"],
        "migrate": ["python", "manage.py"],
    }
    for module, name in (program[1].split(":") for program in programs.values() if program[0] == "gunicorn"):
        assert callable(getattr(import_module(module), name))
    assert (command_of("worker")[2:4], command_of("beat")[2:4]) == (["config", "worker"], ["config", "beat"])
    assert command_of("migrate")[2] in get_commands()


def test_the_processes_are_told_only_what_the_house_listens_to():
    told = {name: set(service["environment"]) for name, service in OURS.items()}

    assert set(chain.from_iterable(told.values())) - SETTINGS == set()
    assert len(set(map(frozenset, told.values()))) == 1


def test_what_has_no_default_is_asked_for_and_in_the_example():
    asked = set(re.findall(r"\$\{([A-Z_]+):\?\}", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert asked - SETTINGS == OF_COMPOSE
    assert asked == set(re.findall(r"^([A-Z_]+)=$", example, re.MULTILINE))


def test_the_servers_call_one_another_inside_and_browsers_come_by_the_public_name():
    told = OURS["web"]["environment"]

    inside = {
        told[name].split("/")[2] for name in ("SANDBOX_URL", "INTERLINK_CALLBACK_URL", "SANDBOX_BANK_NOTICES_URL")
    }
    assert inside == {"sandbox:8000", "web:8000"}
    assert {host.partition(":")[0] for host in inside} <= set(told["ALLOWED_HOSTS"].split(","))
    assert told["PAYMENT_PAGE_URL"].startswith("https://${PUBLIC_HOST:?}/sandbox/")
    assert "handle /sandbox/*" in (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "is_inside"),
    [
        ("/sandbox/agencies/residence/inbox", True),
        ("/sandbox/population/lookup", True),
        ("/sandbox/portal/api", True),
        ("/sandbox/bank/vnpay/api", True),
        ("/sandbox/bank/platform", True),
        ("/api/v1/interlink/inbox", True),
        ("/api/v1/payments/notices/vnpay", True),
        ("/", False),
        ("/admin/login/", False),
        ("/api/v1/dossiers", False),
        ("/sandbox/bank/", False),
        ("/sandbox/bank/transfer", False),
    ],
)
def test_only_what_servers_say_to_servers_may_come_without_tls(db, settings, path, is_inside):
    settings.SECURE_SSL_REDIRECT = True

    assert (Client().get(path).status_code != 301) is is_inside
