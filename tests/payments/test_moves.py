"""The table of an order's moves: state, move, target, and who may make it; a new move is added here, too."""

import pytest

from kernel import moves
from kernel.actors import SYSTEM
from kernel.moves import NotYourMove, WrongState
from payments.models import Order
from payments.states import OrderState
from tests.personas import Cast

PAY = {"lan", "system", "an"}
CALL_OFF = {"lan", "system", "an", "binh", "chi"}
TABLE = {
    ("not-paid", "start_payment"): ("waiting", PAY),
    ("expired", "start_payment"): ("waiting", PAY),
    ("waiting", "fail"): ("not-paid", {"system"}),
    ("waiting", "expire"): ("expired", {"system"}),
    ("not-paid", "settle"): ("paid", {"system"}),
    ("waiting", "settle"): ("paid", {"system"}),
    ("expired", "settle"): ("paid", {"system"}),
    ("not-paid", "collect"): ("paid", {"an"}),
    ("expired", "collect"): ("paid", {"an"}),
    ("not-paid", "record_voucher"): ("paid", {"an"}),
    ("expired", "record_voucher"): ("paid", {"an"}),
    ("not-paid", "accept_late"): ("paid", {"an", "chi"}),
    ("expired", "accept_late"): ("paid", {"an", "chi"}),
    ("not-paid", "cancel"): ("cancelled", CALL_OFF),
    ("waiting", "cancel"): ("cancelled", CALL_OFF),
    ("expired", "cancel"): ("cancelled", CALL_OFF),
    ("paid", "record_refund"): (None, {"system", "an", "chi"}),
    ("partly-refunded", "record_refund"): (None, {"system", "an", "chi"}),
}
NAMES = sorted({name for _state, name in TABLE})
PEOPLE = ("lan", "an", "binh", "chi", "dung", "trang", "system")


def actor(world: Cast, name: str):
    return SYSTEM if name == "system" else getattr(world, name).actor


def in_state(order, state):
    Order.objects.filter(pk=order.pk).update(state=state)
    return Order.objects.get(pk=order.pk)


def test_the_table_is_the_one_of_the_code():
    coded = {(str(rule.source), rule.name): moves.target_of(rule) for rule in moves.rules_of(Order)}

    assert coded == {key: target for key, (target, _who) in TABLE.items()}


@pytest.mark.parametrize("state", OrderState.values)
@pytest.mark.parametrize("name", PEOPLE)
def test_each_of_the_cast_is_offered_what_the_table_gives_and_nothing_else(order, world, state, name):
    offered = {offer.name for offer in moves.available(in_state(order, state), actor(world, name))}

    assert offered == {move for (source, move), (_target, who) in TABLE.items() if source == state and name in who}


@pytest.mark.parametrize("state", OrderState.values)
@pytest.mark.parametrize("move", NAMES)
def test_a_move_from_a_state_that_the_table_does_not_name_is_refused(order, state, move):
    subject = in_state(order, state)
    if (state, move) in TABLE:
        return

    with pytest.raises(WrongState) as refusal:
        moves.check(getattr(subject, move), by=SYSTEM)

    allowed = sorted(name for (source, name), (_target, who) in TABLE.items() if source == state and "system" in who)
    assert sorted(refusal.value.params["allowed"]) == allowed


@pytest.mark.parametrize(("state", "move"), TABLE)
@pytest.mark.parametrize("name", PEOPLE)
def test_whoever_the_table_does_not_name_is_refused(order, world, state, move, name):
    subject = in_state(order, state)
    if name in TABLE[state, move][1]:
        moves.check(getattr(subject, move), by=actor(world, name))
        return

    with pytest.raises(NotYourMove):
        moves.check(getattr(subject, move), by=actor(world, name))
