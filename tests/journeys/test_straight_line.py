"""A dossier walks received -> digitized -> processing -> signed -> returned (docs/sources.md, rule S-1)."""

from datetime import date

from dossiers.files import Upload
from dossiers.models import Dossier
from dossiers.services import decision, digitization, handover, intake, papers, processing
from dossiers.states import Channel, State
from kernel import clock, journal
from signing import services as signing
from tests.factories.dossiers import RequirementFactory, TermsFactory
from tests.pictures import jpeg
from tests.world import certify, read_result, settle


def test_a_counter_dossier_goes_the_straight_line_and_ends_with_a_genuine_result(world, on):
    with on("2024-01-02 08:00"):
        certify(world)
    terms = TermsFactory()
    RequirementFactory(terms=terms, code="residence-proof")
    an, binh, chi = world.an.actor, world.binh.actor, world.chi.actor

    with on("2024-04-01 09:00"):
        dossier = intake.submit(
            procedure=terms.procedure.code,
            reception=world.commune.code,
            applicant_id=world.lan.id,
            submitter_id=world.lan.id,
            channel=Channel.COUNTER,
            form={},
            by=an,
        )
        papers.present(dossier.pk, requirement="residence-proof", originals=1, by=an)
        intake.accept(dossier.pk, by=an)
        paper = papers.upload(dossier.pk, requirement="residence-proof", upload=Upload(jpeg()), by=an)
        digitization.certify(paper.pk, by=an)
        digitization.finish(dossier.pk, by=an)
        processing.begin(dossier.pk, by=an, officer_id=world.binh.id)
    with on("2024-04-03 10:00"):
        processing.propose(dossier.pk, by=binh, content={"Tình trạng hôn nhân": "Chưa đăng ký kết hôn với ai"})
    with on("2024-04-04 15:30"):
        decision.approve(dossier.pk, by=chi)
        settle()
    with on("2024-04-05 08:00"):
        handover.return_result(dossier.pk, by=an)

    ended = Dossier.objects.get(pk=dossier.pk)
    assert (ended.state, ended.code, ended.due_on) == (State.RETURNED, "H99.35.22-240401-0001", date(2024, 4, 8))
    assert ended.finished_at.astimezone(clock.TZ).isoformat() == "2024-04-04T15:30:00+07:00"
    assert ended.result_number == "01/GXN-UBND"
    moves = [entry.move for entry in journal.history(ended.stream) if entry.move]
    assert moves == ["accept", "digitize", "begin", "propose", "approve", "sign", "return_result"]
    assert journal.verify().verified
    assert signing.verify_pdf(read_result(ended)).verdict == "genuine"
