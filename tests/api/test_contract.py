"""Whatever the schema allows, and much that it does not, is answered as the schema says, and never with a 500."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from identity import tokens
from identity.roles import Role
from tests.api import situations
from tests.api.situations import PROOF, undone
from tests.factories.identity import AppointmentFactory, OfficerFactory, UserFactory
from tests.personas import SEE_ALL

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROOMS = ["auth", "catalogue", "dossiers", "acts", "papers", "verification", "reports"]
BOUNDED = settings(
    max_examples=6, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="session")
def contract():
    """The API as it describes itself."""
    schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True))
    schema.app = application
    return schema


@pytest.fixture(autouse=True)
def _one_connection():
    """A request of the real server leaves the connection, and with it the transaction of the test, open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers(certified):
    """An officer with every role of the desk and the office that has the dossier."""
    user = UserFactory(username="all-hands")
    roles = [str(role) for role in Role if role not in SEE_ALL]
    AppointmentFactory(officer=OfficerFactory(user=user), agency=certified.commune, roles=roles)
    return {"Authorization": f"Bearer {tokens.issue(user)[0]}", "Accept-Language": "en"}


@pytest.fixture
def real(certified):
    """What an address may name that is really there."""
    return {"code": situations.scanned(certified).code, "requirement": PROOF, "form": "form-01"}


@pytest.mark.parametrize("room", ROOMS)
def test_the_api_answers_as_it_says(contract, headers, real, room):
    for operation in contract.include(tag=room).get_all_operations():
        call = given(operation.ok().as_strategy())(lambda case: answers_as_it_says(case, headers, real))
        BOUNDED(call)()


def answers_as_it_says(case, headers, real):
    """Ask with what was made up, and again of what is really there."""
    with undone():
        case.call_and_validate(headers=headers, checks=CHECKS)
    named = {name: real[name] for name in case.path_parameters or () if name in real}
    if named:
        case.path_parameters.update(named)
        with undone():
            case.call_and_validate(headers=headers, checks=CHECKS)
