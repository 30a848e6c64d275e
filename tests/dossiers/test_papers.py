"""Papers come in: laid on the counter, uploaded, or taken from the owner's vault (docs/sources.md, V-1 to V-8)."""

from datetime import date

import pytest

from dossiers import files
from dossiers.files import Upload
from dossiers.models import Paper, SupplementItem, VaultPaper
from dossiers.services import digitization, papers, processing, supplement
from dossiers.states import PaperState, VaultKind
from kernel import journal
from kernel.actors import SYSTEM, Actor, ActorKind
from tests.calendars import at
from tests.factories.dossiers import RequirementFactory, TermsFactory
from tests.factories.identity import PersonFactory
from tests.pictures import jpeg, pdf, png
from tests.refusals import refused
from tests.stages import Stage

TUESDAY = "2024-04-02 09:00"


@pytest.fixture
def terms(db):
    """A procedure that asks for an identity card; a photo may be added."""
    terms = TermsFactory()
    RequirementFactory(terms=terms, code="id-card", name_vi="Căn cước công dân", required=False)
    RequirementFactory(terms=terms, code="photo", name_vi="Ảnh 4 x 6", required=False)
    return terms


@pytest.fixture
def present(world):
    return lambda dossier, requirement="id-card", by=None, **counts: papers.present(
        dossier.pk, requirement=requirement, by=by or world.an.actor, **counts
    )


@pytest.fixture
def upload(world):
    return lambda dossier, content, requirement="id-card", by=None, **facts: papers.upload(
        dossier.pk, requirement=requirement, upload=Upload(content), by=by or world.an.actor, **facts
    )


# --- presented and uploaded ------------------------------------------------------------------------------------------
def test_what_lies_on_the_counter_is_counted(on, dossier_in, terms, present):
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY):
        present(dossier, originals=1, certified_copies=2, photocopies=3, reference_no=" 034/CC ")

    paper = Paper.objects.get()
    assert (paper.originals, paper.certified_copies, paper.photocopies) == (1, 2, 3)
    assert (paper.name_vi, paper.reference_no, paper.added_at) == ("Căn cước công dân", "034/CC", at(TUESDAY))
    assert (paper.state, paper.scan) == (PaperState.WAITING, None)
    assert journal.facts_of(journal.history(dossier.stream).last()) == {
        "dossier_id": dossier.pk,
        "paper_id": paper.pk,
        "requirement": "id-card",
        "sha256": None,
    }


def test_an_uploaded_paper_keeps_its_file(world, on, dossier_in, terms, upload):
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY):
        upload(dossier, pdf(2), by=world.lan.actor)

    paper = Paper.objects.get()
    assert (paper.scan.content_type, paper.scan.pages, paper.originals) == (files.PDF, 2, 0)
    assert files.read(paper.scan) == pdf(2)
    last = journal.history(dossier.stream).last()
    assert (last.actor, journal.facts_of(last)["sha256"]) == (str(world.lan.actor), paper.scan_id)


def test_a_scan_joins_the_paper_that_was_presented(on, dossier_in, terms, present, upload):
    dossier = dossier_in(Stage.RECEIVED, terms=terms)

    with on(TUESDAY):
        present(dossier, originals=1)
        upload(dossier, jpeg())

    paper = Paper.objects.get()
    assert (paper.originals, paper.scan.content_type) == (1, files.JPEG)


def test_a_paper_uploaded_at_home_keeps_its_scan_when_its_original_is_shown(
    world, on, dossier_in, terms, present, upload
):
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY):
        upload(dossier, png(), by=world.lan.actor)
        present(dossier, originals=1)

    paper = Paper.objects.get()
    assert (paper.originals, paper.scan.content_type) == (1, files.PNG)


def test_before_it_is_certified_a_scan_may_be_replaced(on, dossier_in, terms, upload):
    dossier = dossier_in(Stage.RECEIVED, terms=terms)

    with on(TUESDAY):
        upload(dossier, jpeg(), reference_no="034/CC")
        upload(dossier, png())

    paper = Paper.objects.get()
    assert (paper.scan.content_type, paper.reference_no) == (files.PNG, "034/CC")


def test_a_paper_is_presented_in_at_least_one_piece(on, dossier_in, terms, present):
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY), refused("nothing-presented"):
        present(dossier)


def test_a_paper_that_nobody_asked_for_is_refused(on, dossier_in, terms, present, upload):
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY), refused("requirement-unknown") as refusal:
        present(dossier, "passport", originals=1)
    with on(TUESDAY), refused("requirement-unknown"):
        upload(dossier, jpeg(), "passport")

    assert refusal.value.params == {"requirement": "passport"}


@pytest.mark.parametrize("stage", [Stage.DIGITIZED, Stage.PROCESSING, Stage.DRAFTED, Stage.APPROVED])
def test_the_desk_takes_no_paper_once_it_has_handed_the_dossier_on(on, dossier_in, terms, present, upload, stage):
    dossier = dossier_in(stage, terms=terms)

    with on(TUESDAY), refused("papers-closed"):
        present(dossier, originals=1)
    with on(TUESDAY), refused("papers-closed"):
        upload(dossier, jpeg())


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.PROCESSING])
def test_the_citizen_adds_no_paper_once_the_dossier_is_accepted(world, on, dossier_in, terms, upload, stage):
    dossier = dossier_in(stage, terms=terms)

    with on(TUESDAY), refused("papers-closed"):
        upload(dossier, jpeg(), by=world.lan.actor)


def test_a_citizen_does_not_say_what_lay_on_the_counter(world, on, dossier_in, terms, present):
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY), refused("not-your-move"):
        present(dossier, originals=1, by=world.lan.actor)


@pytest.mark.parametrize("name", ["binh", "chi", "trang"])
def test_only_the_desk_and_the_citizen_bring_papers(world, on, dossier_in, terms, upload, name):
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY), refused("not-your-move"):
        upload(dossier, jpeg(), by=getattr(world, name).actor)


def test_the_house_brings_no_paper(on, dossier_in, terms, upload):
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY), refused("not-your-move"):
        upload(dossier, jpeg(), by=SYSTEM)


def test_a_stranger_finds_no_dossier_to_bring_a_paper_to(world, on, dossier_in, terms, upload):
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY), refused("dossier-missing"):
        upload(dossier, jpeg(), by=world.dung.actor)


# --- papers that were asked for again --------------------------------------------------------------------------------
@pytest.fixture
def asked_again(certified, on, dossier_in, terms, upload):
    """A dossier at work whose certified identity card was found wanting; the photo is fine."""
    world = certified
    dossier = dossier_in(Stage.RECEIVED, terms=terms)
    with on("2024-04-01 10:00"):
        for code in ("id-card", "photo"):
            digitization.certify(upload(dossier, jpeg(), code).pk, by=world.an.actor)
        digitization.finish(dossier.pk, by=world.an.actor)
        processing.begin(dossier.pk, by=world.an.actor, officer_id=world.binh.id)
        supplement.request(dossier.pk, by=world.binh.actor, items={"id-card": "Mờ"}, reason="Không đọc được")
    return dossier


def test_a_paper_that_was_asked_for_again_replaces_the_certified_one(world, on, asked_again, upload):
    with on(TUESDAY):
        upload(asked_again, png(), by=world.lan.actor)

    paper = Paper.objects.get(requirement__code="id-card")
    assert (paper.state, paper.scan.content_type) == (PaperState.WAITING, files.PNG)
    assert (paper.certified, paper.vault_paper) == (None, None)
    assert SupplementItem.objects.get().fulfilled_at == at(TUESDAY)


def test_the_scan_that_was_found_wanting_is_not_kept_for_the_new_paper(on, asked_again, present):
    with on(TUESDAY):
        present(asked_again, originals=1)

    paper = Paper.objects.get(requirement__code="id-card")
    assert (paper.originals, paper.scan, paper.state) == (1, None, PaperState.WAITING)


def test_what_was_sent_and_is_shown_once_more_keeps_its_new_scan(world, on, asked_again, upload, present):
    with on(TUESDAY):
        upload(asked_again, png(), by=world.lan.actor)
        present(asked_again, originals=1)

    assert Paper.objects.get(requirement__code="id-card").scan.content_type == files.PNG


def test_a_digitized_paper_that_nobody_asked_for_again_stays(world, on, asked_again, upload, present):
    with on(TUESDAY), refused("paper-already-digitized") as refusal:
        upload(asked_again, png(), "photo", by=world.lan.actor)
    with on(TUESDAY), refused("paper-already-digitized"):
        present(asked_again, "photo", originals=1)

    assert refusal.value.params == {"requirement": "photo"}


# --- taken from the vault --------------------------------------------------------------------------------------------
@pytest.fixture
def in_vault(world, on):
    """Lay a paper into Lan's vault, digitized on 1 April 2024: `in_vault("id-card", ...)`."""

    def lay(component, *, owner=None, kind=VaultKind.COMPONENT, **columns):
        with on("2024-04-01 08:00"):
            file = files.store(Upload(pdf()))
        row = {
            "owner": owner or world.lan.person,
            "code": f"{world.lan.person.personal_number}.{component}.A1.{VaultPaper.objects.count() + 1:02d}",
            "kind": kind,
            "requirement_code": component,
            "name_vi": "Giấy trong kho",
            "reference_no": "A1",
            "file": file,
            "digitized_at": at("2024-04-01 08:00"),
            "valid_until_on": date(2024, 10, 1),
            "opened_at": at("2024-04-01 08:00"),
        }
        return VaultPaper.objects.create(**row | columns)

    return lay


def reuse(dossier, kept, by, requirement="id-card"):
    return papers.reuse(dossier.pk, requirement=requirement, vault_code=kept.code, by=by)


def test_a_paper_of_the_vault_stands_in_and_needs_no_digitization(world, on, dossier_in, terms, in_vault):
    dossier, kept = dossier_in(Stage.RECEIVED, terms=terms), in_vault("id-card")

    with on(TUESDAY):
        reuse(dossier, kept, world.an.actor)
        digitization.finish(dossier.pk, by=world.an.actor)

    paper = Paper.objects.get()
    assert (paper.state, paper.vault_paper, paper.certified) == (PaperState.REUSED_COMPONENT, kept, kept.file)
    assert (paper.name_vi, paper.reference_no) == ("Căn cước công dân", "A1")
    facts = [journal.facts_of(line) for line in journal.history(dossier.stream)][-2:]
    assert facts[0] == {"dossier_id": dossier.pk, "paper_id": paper.pk, "code": kept.code}
    assert (facts[1]["certified"], facts[1]["reused"]) == (0, 1)


def test_the_result_of_another_procedure_stands_in_where_it_may(world, on, dossier_in, in_vault):
    terms = TermsFactory()
    RequirementFactory(terms=terms, code="marital-status", result_code="KQ.G15.000031")
    dossier, kept = dossier_in(Stage.FILED, terms=terms), in_vault("KQ.G15.000031", kind=VaultKind.RESULT)

    with on(TUESDAY):
        paper = reuse(dossier, kept, world.lan.actor, "marital-status")

    assert paper.state == PaperState.REUSED_RESULT


def test_whoever_filed_for_the_owner_does_not_open_the_owners_vault(world, on, dossier_in, terms, in_vault):
    dossier, kept = dossier_in(Stage.FILED, terms=terms), in_vault("id-card")
    son = PersonFactory()
    type(dossier).objects.update(submitter=son)

    with on(TUESDAY), refused("not-your-move"):
        reuse(dossier, kept, Actor(ActorKind.CITIZEN, son.pk))


@pytest.mark.parametrize(
    ("columns", "component"),
    [
        ({}, "photo"),
        ({"opened_at": None}, "id-card"),
        ({"valid_until_on": date(2024, 4, 1)}, "id-card"),
        ({"kind": VaultKind.RESULT}, "id-card"),
        ({"owner": "another"}, "id-card"),
    ],
    ids=["another component", "not opened yet", "expired yesterday", "a result", "another owner"],
)
def test_what_does_not_fit_is_not_reused(world, on, dossier_in, terms, in_vault, columns, component):
    owner = {"owner": PersonFactory()} if columns.get("owner") else {}
    dossier, kept = dossier_in(Stage.FILED, terms=terms), in_vault(component, **columns | owner)

    with on(TUESDAY), refused("vault-paper-unusable") as refusal:
        reuse(dossier, kept, world.an.actor)

    assert refusal.value.params == {"requirement": "id-card"}


@pytest.mark.parametrize("until", [date(2024, 4, 2), None], ids=["on its last day", "for ever"])
def test_a_paper_is_reused_as_long_as_it_is_valid(world, on, dossier_in, terms, in_vault, until):
    dossier, kept = dossier_in(Stage.FILED, terms=terms), in_vault("id-card", valid_until_on=until)

    with on(TUESDAY):
        assert reuse(dossier, kept, world.an.actor).vault_paper == kept


def test_what_must_be_brought_anew_is_not_reused(world, on, dossier_in, in_vault):
    terms = TermsFactory()
    RequirementFactory(terms=terms, code="id-card", reusable=False)
    dossier, kept = dossier_in(Stage.FILED, terms=terms), in_vault("id-card")

    with on(TUESDAY), refused("vault-paper-unusable"):
        reuse(dossier, kept, world.an.actor)


def test_a_code_that_is_in_no_vault_is_refused(world, on, dossier_in, terms):
    dossier = dossier_in(Stage.FILED, terms=terms)

    with on(TUESDAY), refused("vault-paper-unusable"):
        papers.reuse(dossier.pk, requirement="id-card", vault_code="003", by=world.an.actor)


# --- the price -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("others", [0, 9])
def test_a_paper_costs_the_same_queries_beside_any_number_of_others(
    world, on, dossier_in, present, upload, django_assert_num_queries, others
):
    terms = TermsFactory()
    for number in range(others + 1):
        RequirementFactory(terms=terms, code=f"paper-{number}", required=False)
    dossier = dossier_in(Stage.FILED, terms=terms)
    with on(TUESDAY):
        for number in range(others):
            present(dossier, f"paper-{number}", originals=1)

    with on(TUESDAY), django_assert_num_queries(10):
        present(dossier, f"paper-{others}", originals=1)
    with on(TUESDAY), django_assert_num_queries(22):
        upload(dossier, jpeg(), f"paper-{others}")
