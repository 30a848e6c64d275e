"""The outside world has a door of its own, behind which the house is not to be found."""

import pytest
from django.test.client import ClientHandler, RequestFactory

from config.sandbox_wsgi import Outside, OutsideRequest


class Door(ClientHandler):
    """Asks the outside world's application within this process and this transaction."""

    def get_response(self, request):
        request.urlconf = OutsideRequest.urlconf
        return super().get_response(request)


@pytest.fixture
def ask(db):
    door, requests = Door(), RequestFactory()
    return lambda path: door(requests.get(path).environ)


def test_the_application_knows_the_addresses_of_the_outside_world_only():
    assert Outside.request_class is OutsideRequest


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 302),
        ("/health", 200),
        ("/sandbox/", 200),
        ("/sandbox/bank/", 200),
        ("/sandbox/agencies/residence/health", 200),
        ("/admin/", 404),
        ("/api/v1/dossiers", 404),
        ("/tra-cuu", 404),
    ],
)
def test_behind_its_door_are_its_offices_and_nothing_of_the_house(world, ask, path, status):
    assert ask(path).status_code == status
