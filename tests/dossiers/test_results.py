"""The result is numbered once, rendered, signed by the leader and sealed, at the hour of the approval (O-4, J-4)."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from dossiers import files
from dossiers.models import Dossier, Result, ResultCounter, VaultPaper
from dossiers.services import decision, processing, results
from dossiers.states import State, VaultKind
from dossiers.tasks import sweep_due_results
from kernel import delivery, journal
from kernel.actors import Actor, ActorKind
from signing import services as signing
from signing.errors import NoCertificateInForce
from signing.models import Certificate
from signing.states import CertificateKind, RevocationReason, Verdict
from tests.brokers import as_in_a_request, broker
from tests.calendars import at
from tests.racing import race
from tests.refusals import everything, refused
from tests.stages import DRAFT, Stage
from tests.world import settle

TUESDAY, THURSDAY = "2024-04-02 09:00", "2024-04-04 08:00"


@pytest.fixture
def approved(certified, on, dossier_in):
    """Drafted on Monday 1 April, approved by Chi at an hour."""

    def approve(at=TUESDAY, **promised):
        dossier = dossier_in(Stage.DRAFTED, **promised)
        with on(at):
            return decision.approve(dossier.pk, by=certified.chi.actor)

    return approve


@pytest.fixture
def lose_the_leaders_key(certified, on):
    """Revoke Chi's certificate; nothing is signed by her hand from then on."""

    def lose():
        certificate = Certificate.objects.get(holder=certified.chi.officer.holder)
        with on("2024-04-01 12:00"):
            signing.revoke(certificate.pk, reason=RevocationReason.KEY_COMPROMISED, by=certified.trang.actor)

    return lose


def give_the_leader_a_new_key(world):
    signing.issue_certificate(
        world.chi.officer.holder,
        kind=CertificateKind.PERSON,
        name=world.chi.officer.full_name,
        organisation=world.commune.name_vi,
        by=world.trang.actor,
    )


# --- the straight line -----------------------------------------------------------------------------------------------
def test_an_issued_result_has_its_number_its_file_and_ends_the_clock(world, on, approved):
    dossier = approved()

    with on(THURSDAY):
        results.issue(dossier.pk)

    ended, result = Dossier.objects.get(), Result.objects.get()
    assert (ended.state, ended.result_number, ended.issue_due_at) == (State.SIGNED, "01/GXN-UBND", None)
    assert (result.number, result.agency, result.signer) == ("01/GXN-UBND", world.commune, world.chi.officer)
    assert (result.file.content_type, result.file.pages) == (files.PDF, 1)


def test_everything_bears_the_hour_of_the_approval_however_late_it_is_issued(on, approved):
    dossier = approved()

    with on(THURSDAY):
        results.issue(dossier.pk)

    ended, result = Dossier.objects.get(), Result.objects.get()
    assert ended.finished_at == result.numbered_at == result.signed_at == at(TUESDAY)
    assert journal.history(ended.stream).last().at == at(TUESDAY)
    assert ended.handovers.last().at == at(TUESDAY)


def test_the_result_is_signed_by_the_leader_and_sealed_by_the_office(on, approved):
    dossier = approved()

    with on(THURSDAY):
        results.issue(dossier.pk)

    report = signing.verify_pdf(files.read(Result.objects.get().file))
    signatures = [(signature.field, signature.signer, signature.signed_at) for signature in report.signatures]
    assert report.verdict == Verdict.GENUINE
    assert signatures == [
        ("LanhDao", "Phạm Thị Chi", at(TUESDAY)),
        ("CoQuan", "Ủy ban nhân dân xã An Phú", at(TUESDAY)),
    ]


def test_the_result_says_what_was_drafted(on, approved):
    dossier = approved()

    with on(THURSDAY):
        results.issue(dossier.pk)

    pdf = PdfReader(BytesIO(files.read(Result.objects.get().file)))
    words = " ".join(pdf.pages[0].extract_text().split())
    for expected in ("01/GXN-UBND", "H99.35.22-240401-0001", "TRẦN THỊ LAN", "Nội dung", "Đồng ý", "Phạm Thị Chi"):
        assert expected in words


def test_the_journal_knows_the_content_that_was_signed(on, approved):
    dossier = approved()

    with on(THURSDAY):
        results.issue(dossier.pk)

    last = journal.history(dossier.stream).last()
    assert (last.name, last.actor, last.move) == ("dossiers.ResultSigned", "system", "sign")
    assert journal.facts_of(last) == {
        "dossier_id": dossier.pk,
        "number": "01/GXN-UBND",
        "sha256": Result.objects.get().file_id,
        "finished_at": "2024-04-02T09:00:00+07:00",
    }


def test_the_result_lies_closed_in_the_owners_vault(world, on, approved):
    dossier = approved()

    with on(THURSDAY):
        results.issue(dossier.pk)

    kept = VaultPaper.objects.get()
    assert (kept.owner, kept.kind, kept.requirement_code) == (world.lan.person, VaultKind.RESULT, "1.004873")
    assert kept.code == f"{world.lan.person.personal_number}.1.004873.01/GXN-UBND.01"
    assert (kept.opened_at, kept.valid_until_on, kept.file) == (None, None, Result.objects.get().file)


def test_approving_leads_to_the_result_by_the_news_and_the_sweep(on, approved):
    approved()

    with on(TUESDAY):
        settle()

    assert Dossier.objects.get().state == State.SIGNED


# --- once ------------------------------------------------------------------------------------------------------------
def test_issuing_again_does_nothing(on, approved):
    dossier = approved()
    with on(THURSDAY):
        results.issue(dossier.pk)
        before = everything()

        results.issue(dossier.pk)

    assert everything() == before


@pytest.mark.parametrize("stage", [Stage.FILED, Stage.PROCESSING, Stage.DRAFTED])
def test_what_no_leader_approved_is_not_issued(certified, on, dossier_in, stage):
    dossier = dossier_in(stage)
    before = everything()

    with on(THURSDAY):
        results.issue(dossier.pk)

    assert everything() == before


def test_a_leader_who_drafted_does_not_sign(world, on, certified, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    both = Actor(ActorKind.OFFICER, world.binh.id, frozenset({"specialist", "leader"}), world.commune.pk)

    with on(TUESDAY):
        processing.propose(dossier.pk, by=both, content=DRAFT)
        with refused("signer-is-drafter"):
            decision.approve(dossier.pk, by=both)


# --- numbers ---------------------------------------------------------------------------------------------------------
def test_results_are_numbered_in_a_row_by_office_and_symbol(world, on, approved, dossier_in):
    first = approved()
    second = dossier_in(Stage.DRAFTED, terms=first.terms)
    with on("2024-04-03 09:00"):
        decision.approve(second.pk, by=world.chi.actor)
        settle()

    assert list(Result.objects.order_by("numbered_at").values_list("number", flat=True)) == [
        "01/GXN-UBND",
        "02/GXN-UBND",
    ]


def test_each_year_begins_with_01(world, on, approved, dossier_in):
    old = approved("2024-12-31 16:00", received="2024-12-30 09:00")
    new = dossier_in(Stage.DRAFTED, terms=old.terms, received="2024-12-30 09:00")
    with on("2025-01-01 06:00"):
        decision.approve(new.pk, by=world.chi.actor)
        settle()

    assert [result.number for result in Result.objects.order_by("numbered_at")] == ["01/GXN-UBND", "01/GXN-UBND"]
    assert list(ResultCounter.objects.values_list("year", "last").order_by("year")) == [(2024, 1), (2025, 1)]


# --- a crash between the beats ---------------------------------------------------------------------------------------
def test_a_crash_while_signing_costs_time_and_never_the_number(world, on, approved, lose_the_leaders_key):
    dossier = approved()
    lose_the_leaders_key()

    with on(THURSDAY), pytest.raises(NoCertificateInForce):
        results.issue(dossier.pk)

    waiting, claimed = Dossier.objects.get(), Result.objects.get()
    assert (waiting.state, waiting.result_number, waiting.issue_due_at) == (State.PROCESSING, "", at(TUESDAY))
    assert (claimed.number, claimed.file, claimed.signed_at) == ("01/GXN-UBND", None, None)

    give_the_leader_a_new_key(world)
    with on(THURSDAY):
        assert sweep_due_results() == 1

    ended = Dossier.objects.get()
    assert (ended.state, ended.result_number, ended.finished_at) == (State.SIGNED, "01/GXN-UBND", at(TUESDAY))


def test_a_number_that_waits_is_given_to_nobody_else(world, on, approved, dossier_in, lose_the_leaders_key):
    first = approved()
    lose_the_leaders_key()
    with on(THURSDAY), pytest.raises(NoCertificateInForce):
        results.issue(first.pk)
    give_the_leader_a_new_key(world)
    second = dossier_in(Stage.DRAFTED, terms=first.terms)
    with on(THURSDAY):
        decision.approve(second.pk, by=world.chi.actor)
        results.issue(second.pk)
        settle()

    numbers = dict(Dossier.objects.values_list("pk", "result_number"))
    assert numbers == {first.pk: "01/GXN-UBND", second.pk: "02/GXN-UBND"}


def test_the_sweep_plays_the_oldest_first_and_passes_over_what_fails(world, on, approved, dossier_in, caplog):
    first = approved()
    second = dossier_in(Stage.DRAFTED, terms=first.terms)
    with on("2024-04-03 09:00"):
        decision.approve(second.pk, by=world.chi.actor)
    certificate = Certificate.objects.get(holder=world.chi.officer.holder)
    with on("2024-04-02 08:00"):
        signing.revoke(certificate.pk, reason=RevocationReason.SUPERSEDED, by=world.trang.actor)
    signing.issue_certificate(
        world.chi.officer.holder,
        kind=CertificateKind.PERSON,
        name=world.chi.officer.full_name,
        organisation=world.commune.name_vi,
        not_before=at("2024-04-03 08:00"),
        by=world.trang.actor,
    )

    with on(THURSDAY):
        played = sweep_due_results()

    assert played == 1
    assert dict(Dossier.objects.values_list("pk", "result_number")) == {first.pk: "", second.pk: "02/GXN-UBND"}
    (told,) = [record for record in caplog.records if record.message == "sweep_row_failed"]
    assert (told.sweep, told.row) == ("issue-due-results", first.pk)


def test_what_is_approved_tomorrow_is_not_swept_today(on, approved):
    approved("2024-04-03 09:00")

    with on(TUESDAY):
        assert sweep_due_results() == 0


# --- the nudge -------------------------------------------------------------------------------------------------------
def test_the_news_starts_the_issue_and_a_broker_that_is_down_costs_time_only(
    approved, django_capture_on_commit_callbacks, caplog
):
    dossier = approved()

    def hear():
        with broker(), django_capture_on_commit_callbacks(execute=True):
            delivery.drain()

    as_in_a_request(hear)

    (told,) = [record for record in caplog.records if record.message == "issue_not_sent"]
    assert (told.task, told.row) == ("dossiers.tasks.issue_result", dossier.pk)
    assert Dossier.objects.get().issue_due_at == at(TUESDAY)


# --- two at once -----------------------------------------------------------------------------------------------------
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_who_issue_at_once_issue_one_result(on, approved):
    dossier = approved()

    with on(THURSDAY):
        race([lambda: results.issue(dossier.pk)] * 4)

    assert Dossier.objects.get().state == State.SIGNED
    assert [entry.move for entry in journal.history(dossier.stream)].count("sign") == 1
    assert (Result.objects.count(), VaultPaper.objects.count()) == (1, 1)
    assert signing.verify_pdf(files.read(Result.objects.get().file)).verdict == Verdict.GENUINE


# --- the price -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("papers", [1, 10])
def test_issuing_costs_the_same_queries_for_any_number_of_papers(on, approved, django_assert_num_queries, papers):
    dossier = approved(papers=tuple(f"paper-{number}" for number in range(papers)))

    with on(THURSDAY), django_assert_num_queries(29):
        results.issue(dossier.pk)
