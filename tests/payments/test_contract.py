"""Whatever the schema of money allows, and much that it does not, is answered as the schema says; never with a 500."""

import pytest
from hypothesis import given

from identity import tokens
from kernel import delivery
from payments.models import Discrepancy
from payments.services import checkout, notices
from tests.api.test_contract import BOUNDED, CHECKS, contract
from tests.loopback import connection_kept
from tests.payments.bank import hour, told

__all__ = ["contract"]


@pytest.fixture
def real(attempt, on):
    """What an address may name that is really there: an order whose money came late, and its entry on the list."""
    with on("2024-04-26 09:20"):
        checkout.expire(attempt.pk)
        notices.receive("vnpay", told(attempt, at=hour("2024-04-26 09:16")))
        delivery.drain()
    return {"code": attempt.order.code, "pk": Discrepancy.objects.get().pk, "kind": "svg"}


def test_the_doors_of_money_answer_as_they_say(contract, world, wire, real):
    headers = {"Authorization": f"Bearer {tokens.issue(world.an.user)[0]}", "Accept-Language": "en"}

    with connection_kept():
        for operation in contract.include(tag="payments").get_all_operations():
            call = given(operation.ok().as_strategy())(lambda case: answers_as_it_says(case, headers, real))
            BOUNDED(call)()


def answers_as_it_says(case, headers, real):
    """Ask with what was made up, and again of what is really there; what is done stays done, as it would."""
    case.call_and_validate(headers=headers, checks=CHECKS)
    named = {name: real[name] for name in case.path_parameters or () if name in real}
    if named:
        case.path_parameters.update(named)
        case.call_and_validate(headers=headers, checks=CHECKS)
