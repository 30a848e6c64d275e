"""A chain that is not finished on its last day is flagged at its end; to wait for the applicant is no delay."""

from interlink.models import Chain
from interlink.services import chains
from kernel import clock, journal
from tests.calendars import at
from tests.interlink.conftest import CARD, RESIDENCE, number, reply
from tests.world import settle


def test_a_chain_is_overdue_from_the_end_of_its_last_day(registered):
    with clock.held(at("2024-06-07 23:59")):
        settle()
        assert Chain.objects.get().overdue_at is None
    with clock.held(at("2024-06-11 10:00")):
        settle()

    assert Chain.objects.get().overdue_at == at("2024-06-08 00:00")
    lines = journal.history(registered.stream).filter(name="interlink.ChainOverdue")
    assert [line.at for line in lines] == [at("2024-06-08 00:00")]


def test_a_chain_that_ends_in_time_is_never_overdue(registered, agencies):
    for step in (RESIDENCE, CARD):
        reply(agencies, number(registered, step))
    settle()
    with clock.held(at("2024-06-20 10:00")):
        settle()

    assert Chain.objects.get().overdue_at is None


def test_a_chain_that_waits_for_its_applicant_is_overdue_only_by_its_new_date(registered, agencies, world):
    reply(agencies, number(registered, RESIDENCE), "supplement", items=[{"code": "consent", "what": "Đồng ý"}])
    settle()
    with clock.held(at("2024-06-10 10:00")):
        settle()
        assert Chain.objects.get().overdue_at is None
        chains.supply(registered.pk, by=world.an.actor)
        settle()

    assert Chain.objects.get().due_on.isoformat() == "2024-06-14"
    with clock.held(at("2024-06-15 00:00")):
        settle()
    assert Chain.objects.get().overdue_at == at("2024-06-15 00:00")
