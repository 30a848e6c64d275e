"""The bank's notice, from its sealed text to the order that is paid, beside the bare act of `acts`."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import count, islice

from django.db import connection

from kernel import clock, delivery
from kernel.models import Delivery
from payments.gateways.contract import Verdict
from payments.models import Attempt, Notice, Order, OrderLine
from payments.services import notices
from payments.states import AttemptState, LineKind, Method, OrderState, Purpose
from tests.bench import world
from tests.bench.acts import in_bare_psycopg
from tests.bench.crew import crew
from tests.bench.lines import Line, compare
from tests.payments import bank

PROCESSES, TARGET = 2, 0.2
GATEWAY, AMOUNT_VND = "vnpay", 7_500

_numbers = count(1)


def measure(*, quick: bool) -> Iterator[Line]:
    rounds, each = (1, 10) if quick else (7, 200)
    chi, number = world.actor("chi"), each * PROCESSES
    acts = iter(world.drafted((1 + rounds) * number))
    awaited = iter(_awaited((1 + rounds) * number))
    world.settle_statistics()
    floor = partial(in_bare_psycopg, chi)
    with crew(PROCESSES) as at_work:
        yield compare(
            f"payment notice, {connection.vendor}, processes: {PROCESSES}",
            lambda: at_work.rate(taken_and_applied, list(islice(awaited, number))),
            lambda: at_work.rate(floor, list(islice(acts, number))),
            rounds=rounds,
            target=TARGET,
            unit="notices per second",
        )


def taken_and_applied(ids: Sequence[int]) -> None:
    """Take each notice as the gateway's request does, and apply it as the delivery of its news does."""
    attempts = Attempt.objects.select_related("order").in_bulk(ids)
    texts = [bank.told(attempts[pk]) for pk in ids]
    with delivery.by_hand():
        for text in texts:
            with clock.unit_of_work():
                verdict = notices.receive(GATEWAY, text)
            if verdict is not Verdict.TAKEN:
                raise RuntimeError(f"{text}: {verdict}")
        streams = [f"notice:{pk}" for pk in Notice.objects.filter(attempt__in=ids).values_list("pk", flat=True)]
        for news in Delivery.objects.filter(done_at=None, entry__stream__in=streams).values_list("pk", flat=True):
            delivery.deliver(news)
    _check_paid(ids)


def _check_paid(ids: Sequence[int]) -> None:
    paid = Order.objects.filter(attempts__in=ids, state=OrderState.PAID).count()
    if paid != len(ids):
        raise RuntimeError(f"{len(ids) - paid} of {len(ids)} notices did not settle their order.")


def _awaited(number: int) -> list[int]:
    """Store orders whose payer is at the bank, and return the ids of their tries."""
    desk, (payer, *_others) = world.agency(), world.citizens()
    assert payer.person is not None, "A citizen's log-in has a person."
    numbers = list(islice(_numbers, number))
    orders = Order.objects.bulk_create(
        Order(
            code=f"B-{place}",
            subject=f"bench:{place}",
            subject_code=f"B-{place}",
            purpose=Purpose.FEE,
            description=f"Le phi ho so B-{place}",
            agency=desk,
            payer=payer.person,
            amount_vnd=AMOUNT_VND,
            state=OrderState.WAITING,
            opened_at=world.SHOWN_AT,
        )
        for place in numbers
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, kind=LineKind.LE_PHI, code="LP", name_vi="Lệ phí", amount_vnd=AMOUNT_VND)
        for order in orders
    )
    attempts = Attempt.objects.bulk_create(
        Attempt(
            order=order,
            number=1,
            txn_ref=f"{order.code}-1",
            method=Method.ONLINE,
            gateway=GATEWAY,
            amount_vnd=AMOUNT_VND,
            state=AttemptState.CREATED,
            started_at=world.SHOWN_AT,
            expires_at=world.SHOWN_AT + timedelta(minutes=15),
        )
        for order in orders
    )
    return [attempt.pk for attempt in attempts]
