"""The owner of every dossier is looked up once; what does not agree is never silently accepted (rule O-7)."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from dossiers import tasks
from dossiers.models import Dossier, IdentityCheck
from dossiers.services import closing, identity_check, intake
from dossiers.states import Channel, Identity, State
from identity.models import Person, PopulationLookup
from identity.roles import Role
from interlink.models import Line
from kernel import clock, delivery, journal
from kernel.actors import Actor, ActorKind
from sandbox.agencies import seeding
from sandbox.behaviours import steering
from tests.calendars import at
from tests.factories.dossiers import TermsFactory
from tests.loopback import loopback
from tests.refusals import refused
from tests.stages import Stage, file

MONDAY = "2024-06-03 09:00"
# As the population database of the outside world knows them (sandbox/people.toml).
LAN = {"personal_number": "003190000001", "full_name": "Trần Thị Lan", "born_on": date(1990, 5, 12)}
XUAN = {"personal_number": "003145000012", "full_name": "Đỗ Thị Xuân", "born_on": date(1945, 2, 10)}


@pytest.fixture
def may_ask(world):
    """An, whose post also gives the right to ask the population database."""
    post = world.an.officer.appointments.get()
    post.roles = [*post.roles, str(Role.POPULATION)]
    post.save()
    return Actor(ActorKind.OFFICER, world.an.id, frozenset(post.roles), world.commune.pk)


@pytest.fixture
def database(world):
    """The population database, at the end of the wire; it is Monday, nine o'clock."""
    seeding.seed()
    with clock.held(at(MONDAY)), loopback():
        yield


@pytest.fixture
def filed(world, may_ask, database):
    """File a dossier of somebody: `filed(LAN)`; his check waits."""

    terms = TermsFactory()

    def make(particulars=LAN):
        Person.objects.filter(pk=world.lan.id).update(**particulars)
        dossier = file(world, terms)
        delivery.drain()
        return dossier

    return make


def seen(dossier):
    dossier = Dossier.objects.select_related("identity_check").get(pk=dossier.pk)
    return dossier.identity, dossier.identity_check


def events(dossier):
    return [entry.name.partition(".")[2] for entry in journal.history(dossier.stream)]


@pytest.mark.parametrize(
    ("particulars", "identity", "fields"),
    [
        (LAN, Identity.MATCHED, []),
        ({**LAN, "full_name": "Trần Thị Lành"}, Identity.MISMATCH, ["HoVaTen"]),
        ({**LAN, "born_on": date(1990, 5, 13)}, Identity.MISMATCH, ["NgayThangNam"]),
        ({**LAN, "personal_number": "003190000077"}, Identity.NOT_FOUND, []),
        (XUAN, Identity.DECEASED, []),
    ],
)
def test_each_answer_settles_the_check_and_stands_in_the_journal(filed, world, particulars, identity, fields):
    dossier = filed(particulars)

    assert tasks.sweep_identity_checks() == 1

    found, check = seen(dossier)
    assert (found, check.outcome, check.fields) == (identity, identity, fields)
    assert (check.answered_at, check.next_attempt_at, check.leased_until) == (at(MONDAY), None, None)
    assert events(dossier) == ["DossierSubmitted", "IdentityChecked"]
    last = journal.history(dossier.stream).last()
    assert last.actor == f"officer:{world.an.id}"
    assert journal.facts_of(last) == {"dossier_id": dossier.pk, "identity": identity, "fields": fields}
    assert tasks.sweep_identity_checks() == 0


@pytest.mark.parametrize(
    ("behaviour", "outcome", "wait"),
    [
        ("down", "unavailable", timedelta(minutes=1)),
        ("rate-limited", "rate-limited", timedelta(hours=1)),
    ],
)
def test_no_answer_is_asked_for_again_and_is_no_obstacle(filed, world, may_ask, behaviour, outcome, wait):
    dossier = filed()
    steering.switch_on(behaviour, office="population")

    assert tasks.sweep_identity_checks() == 0

    found, check = seen(dossier)
    assert (found, check.outcome, check.tries) == (Identity.WAITING, outcome, 1)
    assert (check.next_attempt_at, check.leased_until) == (at(MONDAY) + wait, None)
    assert tasks.sweep_identity_checks() == 0
    assert intake.accept(dossier.pk, by=may_ask).state == State.RECEIVED
    assert events(dossier) == ["DossierSubmitted", "DossierAccepted"]


def test_an_answer_that_comes_after_acceptance_raises_attention(filed, may_ask):
    dossier = filed({**LAN, "full_name": "Trần Thị Lành"})
    intake.accept(dossier.pk, by=may_ask)

    tasks.sweep_identity_checks()

    assert seen(dossier)[0] == Identity.MISMATCH
    assert events(dossier) == ["DossierSubmitted", "DossierAccepted", "IdentityChecked"]


@pytest.mark.parametrize(
    "particulars",
    [{**LAN, "full_name": "Trần Thị Lành"}, {**LAN, "personal_number": "003190000077"}, XUAN],
)
def test_what_does_not_agree_is_not_accepted(filed, may_ask, particulars):
    dossier = filed(particulars)
    tasks.sweep_identity_checks()

    with refused("identity-unresolved") as refusal:
        intake.accept(dossier.pk, by=may_ask)

    assert refusal.value.params["identity"] == seen(dossier)[0]


def test_the_look_up_is_logged_with_the_officer_and_the_purpose(filed, world):
    dossier = filed()

    tasks.sweep_identity_checks()

    line = PopulationLookup.objects.get()
    assert (line.officer_id, line.agency, line.outcome) == (world.an.id, world.commune, "found")
    assert line.purpose == f"Kiểm tra danh tính chủ hồ sơ {dossier.code} khi tiếp nhận"


def test_an_online_dossier_is_asked_about_in_the_name_of_the_desk(world, may_ask, database):
    Person.objects.filter(pk=world.lan.id).update(**LAN)
    dossier = file(world, TermsFactory(), Channel.ONLINE)
    delivery.drain()

    tasks.sweep_identity_checks()

    _found, check = seen(dossier)
    assert (check.filed_by_id, check.asked_by_id) == (None, world.an.id)


def test_a_desk_where_nobody_may_ask_asks_nothing_until_somebody_may(world, database, on):
    Person.objects.filter(pk=world.lan.id).update(**LAN)
    dossier = file(world, TermsFactory())
    delivery.drain()

    assert tasks.sweep_identity_checks() == 0

    found, check = seen(dossier)
    assert (found, check.outcome, check.tries) == (Identity.WAITING, "nobody-may", 0)
    assert not PopulationLookup.objects.exists()
    post = world.an.officer.appointments.get()
    post.roles = [*post.roles, str(Role.POPULATION)]
    post.save()
    with on("2024-06-03 10:00"):
        assert tasks.sweep_identity_checks() == 1


def test_nobody_asks_about_a_dossier_that_is_closed(filed, may_ask):
    dossier = filed()
    closing.refuse(dossier.pk, by=may_ask, reason="Sai nơi nộp", legal_ground="")

    assert tasks.sweep_identity_checks() == 0

    assert seen(dossier)[1].next_attempt_at is None
    assert not PopulationLookup.objects.exists()


def test_a_database_that_is_down_is_probed_by_one_and_everybody_is_checked_when_it_is_back(filed, on):
    dossiers = [filed() for _ in range(7)]
    steering.switch_on("down", office="population")

    tasks.sweep_identity_checks()
    assert PopulationLookup.objects.count() == 5
    assert Line.objects.get(pk="population").is_open
    tasks.sweep_identity_checks()
    assert PopulationLookup.objects.count() == 5
    steering.switch_off("down", office="population")
    with on("2024-06-03 09:01"):
        while tasks.sweep_identity_checks():
            pass

    assert {seen(dossier)[0] for dossier in dossiers} == {Identity.MATCHED}
    assert not Line.objects.get(pk="population").is_open


def test_the_desk_may_ask_at_once(filed, may_ask):
    dossier = filed()

    assert identity_check.ask_now(dossier.pk, by=may_ask).identity == Identity.MATCHED

    assert tasks.sweep_identity_checks() == 0
    with refused("identity-settled"):
        identity_check.ask_now(dossier.pk, by=may_ask)


def test_what_did_not_agree_may_be_asked_again_and_is_settled_when_it_does(filed, may_ask, world):
    dossier = filed({**LAN, "full_name": "Trần Thị Lành"})
    tasks.sweep_identity_checks()
    Person.objects.filter(pk=world.lan.id).update(**LAN)

    assert identity_check.ask_now(dossier.pk, by=may_ask).identity == Identity.MATCHED

    assert intake.accept(dossier.pk, by=may_ask).state == State.RECEIVED


def test_without_the_right_nobody_asks(filed, world):
    dossier = filed()

    with refused("not-your-move"):
        identity_check.ask_now(dossier.pk, by=world.an.actor)


def test_a_question_that_is_out_is_not_asked_twice(filed, may_ask):
    dossier = filed()
    IdentityCheck.objects.update(leased_until=clock.wall() + timedelta(seconds=30))

    with refused("check-under-way"):
        identity_check.ask_now(dossier.pk, by=may_ask)
    assert tasks.sweep_identity_checks() == 0

    assert not PopulationLookup.objects.exists()


def test_an_officer_answers_for_an_identity_with_a_reason(filed, may_ask, world):
    dossier = filed({**LAN, "full_name": "Trần Thị Lành"})
    tasks.sweep_identity_checks()

    identity_check.confirm(dossier.pk, by=may_ask, reason=" Đã đối chiếu căn cước ")

    found, check = seen(dossier)
    assert (found, check.confirmed_by_id, check.confirmed_at) == (Identity.CONFIRMED, world.an.id, at(MONDAY))
    assert (check.outcome, check.reason) == ("mismatch", "Đã đối chiếu căn cước")
    last = journal.history(dossier.stream).last()
    assert journal.facts_of(last) == {
        "dossier_id": dossier.pk,
        "instead_of": "mismatch",
        "reason": "Đã đối chiếu căn cước",
    }
    assert intake.accept(dossier.pk, by=may_ask).state == State.RECEIVED


def test_a_leader_answers_as_well_and_a_clerk_without_the_right_does_not(filed, world):
    dossier = filed({**LAN, "personal_number": "003190000077"})
    tasks.sweep_identity_checks()

    with refused("not-your-move"):
        identity_check.confirm(dossier.pk, by=world.an.actor, reason="Quen biết")

    assert identity_check.confirm(dossier.pk, by=world.chi.actor, reason="Có giấy khai sinh").identity == "confirmed"


def test_nobody_answers_without_a_reason(filed, may_ask):
    dossier = filed({**LAN, "full_name": "Trần Thị Lành"})
    tasks.sweep_identity_checks()

    with refused("reason-missing"):
        identity_check.confirm(dossier.pk, by=may_ask, reason=" ")


def test_nobody_answers_for_the_dead(filed, may_ask):
    dossier = filed(XUAN)
    tasks.sweep_identity_checks()

    with refused("applicant-deceased"):
        identity_check.confirm(dossier.pk, by=may_ask, reason="Đã gặp")


def test_what_is_settled_is_not_confirmed_again(filed, may_ask):
    dossier = filed()
    tasks.sweep_identity_checks()

    with refused("identity-settled"):
        identity_check.confirm(dossier.pk, by=may_ask, reason="Chắc chắn")


def test_an_answer_does_not_overrule_an_officer_who_answered_meanwhile(filed, may_ask, monkeypatch):
    dossier = filed({**LAN, "full_name": "Trần Thị Lành"})
    ask = identity_check.population.lookup

    def meanwhile(*args, **kwargs):
        identity_check.confirm(dossier.pk, by=may_ask, reason="Đã đối chiếu")
        return ask(*args, **kwargs)

    monkeypatch.setattr(identity_check.population, "lookup", meanwhile)

    tasks.sweep_identity_checks()

    assert seen(dossier)[0] == Identity.CONFIRMED
    assert events(dossier) == ["DossierSubmitted", "IdentityConfirmed"]


def test_an_unreachable_database_fails_nothing_and_says_nothing(world, may_ask, dossier_in, caplog):
    dossier = dossier_in(Stage.FILED)
    with clock.held(at(MONDAY)):
        delivery.drain()
        steering.switch_on("down", office="population")
        assert tasks.sweep_identity_checks() == 0

    assert seen(dossier)[1].outcome == "unavailable"
    assert [record for record in caplog.records if record.levelname != "INFO"] == []


@pytest.mark.parametrize("rows", [1, 12])
def test_a_check_costs_the_same_however_many_wait(filed, rows, django_assert_num_queries):
    dossiers = [filed() for _ in range(rows)]
    pk = IdentityCheck.objects.get(dossier=dossiers[0]).pk
    question = identity_check._claim(pk)
    assert question is not None

    with django_assert_num_queries(10):
        identity_check._record(question, identity_check.Answer(identity_check.Outcome.MATCHED))


def test_the_news_of_a_filing_starts_the_check_and_the_report_when_nobody_plays_by_hand(
    db, monkeypatch, django_capture_on_commit_callbacks
):
    queued = []
    monkeypatch.setattr(tasks.check_identity, "delay", lambda pk: queued.append(("check", pk)))
    monkeypatch.setattr(tasks.sync_portal, "delay", lambda: queued.append(("portal",)))
    monkeypatch.setattr(delivery, "is_by_hand", lambda: False)
    cache.delete("portal-sync-nudged")

    with django_capture_on_commit_callbacks(execute=True):
        tasks.start_identity_check(7)
        tasks.start_portal_sync()
        tasks.start_portal_sync()

    assert queued == [("check", 7), ("portal",)]
