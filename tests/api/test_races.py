"""Many at once over REST, on PostgreSQL: one wins, the others are told, and nothing is half done."""

from collections import Counter

import pytest

from dossiers.models import Dossier
from identity.models import Person
from kernel import journal
from kernel.models import JournalEntry
from tests.api import situations
from tests.api.situations import at_stage
from tests.api.test_filing import NEW_PERSON
from tests.racing import race
from tests.stages import Stage

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

RACERS = 20


def test_of_twenty_clerks_who_accept_one_dossier_one_wins_and_the_others_are_told_why(world, calls):
    dossier = at_stage(Stage.FILED)(world)
    clerks = [calls("an") for _clerk in range(RACERS)]

    answers = race([lambda clerk=clerk: clerk.post(f"dossiers/{dossier.code}/accept") for clerk in clerks])

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: RACERS - 1}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"wrong-state"}
    assert [entry.move for entry in journal.history(dossier.stream)] == ["", "accept"]
    assert journal.verify().verified


def test_of_two_acts_that_exclude_one_another_one_is_done(world, calls):
    dossier = at_stage(Stage.FILED)(world)
    acts = [("accept", {}), ("refuse", {"reason": "Vì lý do này"})] * (RACERS // 2)
    clerks = [(calls("an"), act, facts) for act, facts in acts]

    answers = race(
        [
            lambda who=who, act=act, facts=facts: who.post(f"dossiers/{dossier.code}/{act}", facts)
            for who, act, facts in clerks
        ]
    )

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: RACERS - 1}
    assert Dossier.objects.get().state in ("received", "refused")


def test_twenty_filings_at_once_get_twenty_codes_in_a_row(world, calls):
    situations.terms_with_papers()
    body = {"procedure": "1.004873", "reception": world.commune.code}
    filers = [calls("lan") for _filer in range(RACERS)]

    answers = race([lambda filer=filer: filer.post("dossiers", body) for filer in filers])

    codes = sorted(answer.json()["code"] for answer in answers)
    assert codes == [f"H99.35.22-240401-{number:04}" for number in range(1, RACERS + 1)]


def test_one_key_twenty_times_at_once_files_one_dossier(world, calls):
    situations.terms_with_papers()
    body = {"procedure": "1.004873", "reception": world.commune.code}
    filers = [calls("lan") for _filer in range(RACERS)]

    answers = race(
        [lambda filer=filer: filer.post("dossiers", body, headers={"Idempotency-Key": "a-key"}) for filer in filers]
    )

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(201, "H99.35.22-240401-0001")}
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == RACERS - 1
    assert (Dossier.objects.count(), JournalEntry.objects.filter(stream__startswith="dossier:").count()) == (1, 1)


def test_desks_that_enter_one_person_at_once_enter_one_person(world, calls):
    situations.terms_with_papers()
    body = {"procedure": "1.004873", "reception": world.commune.code, "applicant": NEW_PERSON}
    clerks = [calls("an") for _clerk in range(RACERS)]

    answers = race([lambda clerk=clerk: clerk.post("dossiers", body) for clerk in clerks])

    assert {answer.status_code for answer in answers} == {201}
    assert Person.objects.filter(personal_number=NEW_PERSON["personal_number"]).count() == 1
    assert Dossier.objects.count() == RACERS
