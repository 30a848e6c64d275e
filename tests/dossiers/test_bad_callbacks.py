"""A callback that is not to be believed, or comes too late, leaves the dossier as it was (issue 3, bad input)."""

import json

import pytest

from dossiers import drafts
from dossiers.models import Dossier, PartnerResult, SupplementItem
from interlink.messages import MOST_BYTES
from kernel import journal
from kernel.errors import Problem
from tests import linked
from tests.interlink import partner
from tests.interlink.conftest import CARD, REGISTRATION, RESIDENCE, hand_in, number, on_monday, reply
from tests.world import settle

__all__ = ["on_monday"]


@pytest.fixture
def agencies():
    with linked.partners() as made:
        yield made


@pytest.fixture
def registered(world, agencies, on_monday):
    """A birth that is registered; residence and card lie with their agencies."""
    dossier = linked.begun(world)
    settle()
    reply(agencies, number(dossier.chain, REGISTRATION))
    settle()
    return dossier


def as_it_stands(dossier):
    """Return the dossier's own row, what hangs on it, and its story."""
    return (
        Dossier.objects.filter(pk=dossier.pk).values().get(),
        list(PartnerResult.objects.values()),
        list(SupplementItem.objects.values()),
        [entry.digest for entry in journal.history(dossier.stream)],
    )


BAD = {
    "another agency's step": lambda told: {**told, "in_reply_to": told["in_reply_to"].replace(CARD, RESIDENCE)},
    "of no chain": lambda told: {**told, "in_reply_to": "H99.35.22-240603-9999/health-card/1"},
    "a schema that nobody knows": lambda told: {**told, "schema": "interlink.answer/9"},
    "no outcome": lambda told: {**told, "outcome": "perhaps"},
}


@pytest.mark.parametrize("change", BAD.values(), ids=BAD)
def test_what_is_not_taken_changes_nothing_on_the_dossier(agencies, registered, change):
    agency, body = agencies.answer(number(registered.chain, CARD))
    before = as_it_stands(registered)

    with pytest.raises(Problem):
        hand_in(agency, json.dumps(change(json.loads(body))).encode())
    settle()

    assert as_it_stands(registered) == before


def test_a_bad_seal_changes_nothing_on_the_dossier(client, agencies, registered):
    agency, body = agencies.answer(number(registered.chain, CARD))
    seal = {
        f"HTTP_{name.upper().replace('-', '_')}": told for name, told in partner.sealed(agency, body + b" ").items()
    }
    before = as_it_stands(registered)

    answer = client.post("/api/v1/interlink/inbox", body, content_type="application/json", HTTP_X_AGENCY=agency, **seal)
    settle()

    assert answer.status_code == 401
    assert as_it_stands(registered) == before


def test_ten_megabytes_change_nothing_on_the_dossier(client, registered):
    before = as_it_stands(registered)

    answer = client.post("/api/v1/interlink/inbox", b" " * (MOST_BYTES + 1), content_type="application/json")
    settle()

    assert answer.status_code == 413
    assert as_it_stands(registered) == before


def test_an_answer_about_a_step_that_is_finished_changes_nothing_on_the_dossier(agencies, registered):
    before = as_it_stands(registered)

    reply(agencies, number(registered.chain, REGISTRATION), "refused", reason="Nhầm")
    settle()

    assert as_it_stands(registered) == before


def test_the_draft_of_a_partly_done_service_says_what_stands_and_what_was_refused(agencies, registered):
    reply(agencies, number(registered.chain, RESIDENCE), "refused", reason="Chủ hộ không đồng ý")
    reply(agencies, number(registered.chain, CARD))
    settle()

    rows = dict(drafts.partner_rows(Dossier.objects.get(pk=registered.pk)))

    assert list(rows) == ["Đăng ký khai sinh", "Cấp thẻ bảo hiểm y tế", "Đăng ký thường trú"]
    assert rows["Đăng ký khai sinh"].startswith(
        "Số định danh cá nhân: 003224000777; Số đăng ký: 123; Quyển số: 01/2024"
    )
    assert rows["Đăng ký thường trú"] == "Không thực hiện: Chủ hộ không đồng ý"
