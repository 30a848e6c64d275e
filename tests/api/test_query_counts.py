"""What an act, a read and a list cost: a fixed number of queries, with 1 paper or row and with 30.

Savepoints are counted. The first two of an officer's request find his log-in and his post, a citizen's is one; the
hour is held here, and is one query more where a world's clock is asked.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api import situations
from tests.api.situations import undone, wanting
from tests.api.test_permissions import ACTS_TABLE, PEOPLE, READS_TABLE, ask, facts_of, hour_of
from tests.factories.dossiers import DossierFactory, ProcedureFactory, TermsFactory
from tests.factories.identity import AgencyFactory, PersonFactory

FEW, MANY = 1, 30

# In the order of the tables: done by the first person who may.
ACTS_COST = [
    ("accept", 15),
    ("check-identity", 33),
    ("confirm-identity", 11),
    ("refuse", 9),
    ("digitize", 12),
    ("begin", 13),
    ("request-supplement", 15),
    ("request-supplement", 15),
    ("send-supplement", 11),
    ("complete-supplement", 17),
    ("lapse", 13),
    ("record-fee", 22),
    ("hand-back", 19),
    ("reject-relief", 19),
    ("request-obligation", 19),
    ("settle-obligation", 24),
    ("reassign", 12),
    ("forward", 14),
    ("switch-procedure", 15),
    ("propose", 13),
    ("recall", 11),
    ("send-back", 11),
    ("sign", 9),
    ("apologise", 10),
    ("return", 14),
    ("withdraw", 9),
    ("stop", 10),
    ("correct-declaration", 11),
    ("partner-items/4711/answer", 20),
    ("papers/residence-proof/present", 13),
    ("papers/residence-proof/upload", 21),
    ("papers/residence-proof/reuse", 14),
    ("papers/residence-proof/certify", 26),
]
READS_COST = [
    ("", 3),
    ("/moves", 2),
    ("/timeline", 4),
    ("/due-date", 4),
    ("/chain", 10),
    ("/chain/birth-registration/paper", 4),
    ("/chain/birth-registration/paper", 3),
    ("/papers", 4),
    ("/papers/residence-proof/scan", 3),
    ("/papers/residence-proof/certified", 3),
    ("/papers/residence-proof/vault", 4),
    ("/form-01", 8),
    ("/form-05", 5),
    ("/payment-request", 6),
    ("/receipts/LP24-0000001", 3),
    ("/result", 4),
    ("/result", 3),
    ("/result/verification", 5),
    ("/result/verification", 4),
]


def cost(request) -> int:
    """Return how many queries a request takes that succeeds."""
    with CaptureQueriesContext(connection) as captured:
        answer = request()
    assert answer.status_code < 300, answer.content
    return len(captured)


def who_may(expected) -> str:
    return PEOPLE[expected.index(200)]


@pytest.mark.parametrize(
    ("row", "priced"), [*zip(ACTS_TABLE, ACTS_COST, strict=True)], ids=[row[0] for row in ACTS_COST]
)
def test_an_act_costs_the_same_whatever_the_dossier_holds(certified, calls, row, priced):
    act, situation, facts, expected = row
    caller, facts, costs = calls(who_may(expected)), facts_of(facts, certified), []

    for papers in (FEW, MANY):
        with undone():
            address = f"dossiers/{situation(certified, papers).code}/{act}"
            asked = facts | {"items": wanting(papers)} if "items" in facts else facts
            with hour_of(act):
                costs.append(cost(lambda: ask(caller, address, asked)))  # noqa: B023

    assert (act, costs) == (priced[0], [priced[1]] * 2)


@pytest.mark.parametrize(
    ("row", "priced"), [*zip(READS_TABLE, READS_COST, strict=True)], ids=[row[0] for row in READS_COST]
)
def test_a_read_costs_the_same_whatever_the_dossier_holds(certified, calls, row, priced):
    address, situation, expected = row
    caller, costs = calls(who_may(expected)), []

    for papers in (FEW, MANY):
        with undone():
            code = situation(certified, papers).code
            costs.append(cost(lambda: caller.get(f"dossiers/{code}{address}")))  # noqa: B023

    assert (address, costs) == (priced[0], [priced[1]] * 2)


def test_a_dossier_costs_the_same_however_much_was_asked_for(world, calls):
    an, costs = calls("an"), []

    for papers in (FEW, MANY):
        with undone():
            code = situations.asked_for_supplement(world, papers).code
            costs.append((cost(lambda: an.get(f"dossiers/{code}")), cost(lambda: an.get(f"dossiers/{code}/moves"))))  # noqa: B023

    assert costs == [(6, 7)] * 2


def test_a_list_costs_the_same_however_long_it_is(world, calls):
    an, terms, costs = calls("an"), TermsFactory(), []

    for rows in (FEW, MANY):
        for number in range(rows):
            ProcedureFactory(code=f"{rows}.{number:06}")
            AgencyFactory(code=f"H98.{rows}.{number:02}", parent=world.commune)
            DossierFactory(terms=terms, reception=world.commune, applicant=PersonFactory())
        lists = ("dossiers", "dossiers?overdue=true&search=A&state=received", "procedures", "agencies")
        costs.append([cost(lambda: an.get(address)) for address in lists])  # noqa: B023

    assert costs == [[3, 3, 1, 1]] * 2


def test_a_procedure_costs_the_same_however_much_it_asks_for(world, calls):
    costs = []

    for papers in (FEW, MANY):
        with undone():
            situations.terms_with_papers(papers)
            costs.append(cost(lambda: calls().get("procedures/1.004873")))

    assert costs == [4, 4]


def test_a_filing_costs_the_same_however_much_the_procedure_asks_for(world, calls):
    lan, costs = calls("lan"), []
    body = {"procedure": "1.004873", "reception": world.commune.code}

    for papers in (FEW, MANY):
        with undone():
            situations.terms_with_papers(papers)
            plain = cost(lambda: lan.post("dossiers", body))
            keyed = cost(lambda: lan.post("dossiers", body, headers={"Idempotency-Key": "a-key"}))
            costs.append((plain, keyed))

    assert costs == [(14, 18)] * 2
