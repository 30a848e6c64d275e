"""From a dossier's rows to its papers: each form prints what the rows say (docs/sources.md, B-1 to B-6)."""

from datetime import date
from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader

from dossiers import paperwork, printouts
from dossiers.models import Dossier, Supplement
from dossiers.services import closing, decision, handover, papers, supplement
from dossiers.services.handover import ReturnMethod
from tests.factories.dossiers import RequirementFactory, TermsFactory
from tests.refusals import refused
from tests.stages import Stage

CODE = "H99.35.22-240401-0001"


def words(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def says(pdf, *expected):
    text = words(pdf)
    missing = [each for each in expected if each not in text]
    assert missing == [], text


@pytest.fixture
def terms(db):
    terms = TermsFactory()
    RequirementFactory(terms=terms, code="id-card", name_vi="Căn cước công dân", required=False)
    return terms


def read(dossier):
    return Dossier.objects.get(pk=dossier.pk)


# --- the forms -------------------------------------------------------------------------------------------------------
def test_form_01_promises_the_date_and_lists_the_papers(world, on, dossier_in, terms):
    dossier = dossier_in(Stage.RECEIVED, terms=terms)
    with on("2024-04-01 09:30"):
        papers.present(dossier.pk, requirement="id-card", originals=1, photocopies=2, by=world.an.actor)

    slip = paperwork.receipt(read(dossier))

    says(slip, CODE, "Trần Thị Lan", "Căn cước công dân", "Cấp Giấy xác nhận tình trạng hôn nhân", "Nguyễn Thị An")
    says(slip, "09 giờ 00", "17 giờ 00, ngày 08/04/2024")


def test_form_01_is_vietnamese_whoever_asks_for_it(dossier_in):
    dossier = dossier_in(Stage.RECEIVED)
    in_vietnamese = paperwork.receipt(read(dossier))

    with translation.override("en"):
        assert words(paperwork.receipt(read(dossier))) == words(in_vietnamese)


def test_form_02_says_what_is_missing_and_why(world, on, dossier_in, terms):
    dossier = dossier_in(Stage.PROCESSING, terms=terms)
    with on("2024-04-02 10:00"):
        supplement.request(dossier.pk, by=world.binh.actor, items={"id-card": "Ảnh mờ"}, reason="Không đối chiếu được")

    says(
        paperwork.supplement_request(Supplement.objects.get()),
        f"{CODE}/HDHS",
        "Căn cước công dân",
        "Ảnh mờ",
        "Không đối chiếu được",
        "Lê Văn Bình",
    )


def test_form_03_says_why_a_dossier_was_not_accepted(world, on, dossier_in):
    dossier = dossier_in(Stage.FILED)
    with on("2024-04-02 10:00"):
        closing.refuse(dossier.pk, by=world.an.actor, reason="Nộp sai nơi", legal_ground="Điều 21")

    form = paperwork.refusal(read(dossier), world.an.officer)

    says(form, f"{CODE}/TCHS", "Nộp sai nơi", "Điều 21", "Trần Thị Lan", "Nguyễn Thị An")


def test_form_04_names_both_dates_and_the_leader(world, on, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    with on("2024-04-05 10:00"):
        decision.apologise(dossier.pk, by=world.chi.actor, new_date=date(2024, 4, 10), reason="Phải xác minh")

    form = printouts.printed(read(dossier), "form-04")

    says(
        form,
        f"{CODE}/PXL",
        "ngày 08/04/2024",
        "ngày 10 tháng 4 năm 2024",
        "Phải xác minh",
        "Phạm Thị Chi",
        "TM. ỦY BAN NHÂN DÂN",
    )


def test_form_05_has_a_row_for_every_hand_over(dossier_in):
    dossier = dossier_in(Stage.DRAFTED)

    form = paperwork.control_slip(read(dossier))

    says(form, f"{CODE}/KS", "Nguyễn Thị An", "Lê Văn Bình", "Lãnh đạo")


def test_form_06_registers_what_the_desk_received_in_the_period_both_days_included(world, on, dossier_in, terms):
    for received in ("2024-03-31 23:59", "2024-04-01 00:00", "2024-04-02 23:59", "2024-04-03 00:00"):
        dossier_in(Stage.RECEIVED, terms=terms, received=received)

    with on("2024-04-05 08:00"):
        register = words(paperwork.register(world.commune, date(2024, 4, 1), date(2024, 4, 2)))

    found = [code for code in Dossier.objects.order_by("pk").values_list("code", flat=True) if code in register]
    assert found == ["H99.35.22-240401-0001", "H99.35.22-240402-0001"]


def test_form_06_of_another_desk_is_empty(world, on, dossier_in):
    dossier_in(Stage.RECEIVED)

    with on("2024-04-05 08:00"):
        register = words(paperwork.register(world.other_commune, date(2024, 4, 1), date(2024, 4, 2)))

    assert CODE not in register


# --- which forms there are -------------------------------------------------------------------------------------------
def forms_of(dossier):
    return [form.code for form in printouts.available(read(dossier))]


@pytest.mark.parametrize(
    ("stage", "forms"),
    [
        (Stage.FILED, []),
        (Stage.RECEIVED, ["form-01"]),
        (Stage.DIGITIZED, ["form-01"]),
        (Stage.PROCESSING, ["form-01", "form-05"]),
    ],
)
def test_a_dossier_has_the_forms_of_its_stage(dossier_in, stage, forms):
    assert forms_of(dossier_in(stage)) == forms


def test_a_dossier_that_lapsed_before_acceptance_has_a_refusal(world, on, dossier_in, terms):
    dossier = dossier_in(Stage.FILED, terms=terms)
    with on("2024-04-01 10:00"):
        supplement.request(dossier.pk, by=world.an.actor, items={"id-card": "Mờ"}, reason="Mờ")
    with on("2024-04-11 08:00"):
        closing.lapse(dossier.pk, by=world.an.actor)

    assert forms_of(dossier) == ["form-02", "form-03"]
    says(printouts.printed(read(dossier), "form-03"), "Quá thời hạn bổ sung hồ sơ", "Nguyễn Thị An")


def test_the_latest_request_is_printed(world, on, dossier_in, terms):
    dossier = dossier_in(Stage.FILED, terms=terms)
    for day, defect in (("2024-04-01 10:00", "Ảnh mờ"), ("2024-04-02 10:00", "Thiếu mặt sau")):
        with on(day):
            supplement.request(dossier.pk, by=world.an.actor, items={"id-card": defect}, reason="Bổ sung")
            papers.present(dossier.pk, requirement="id-card", originals=1, by=world.an.actor)
            supplement.confirm(dossier.pk, by=world.an.actor)

    says(printouts.printed(read(dossier), "form-02"), "Thiếu mặt sau")


@pytest.mark.parametrize("form", ["form-01", "form-09", ""])
def test_a_form_that_is_not_there_is_missing(dossier_in, form):
    dossier = dossier_in(Stage.FILED)

    with refused("form-missing") as refusal:
        printouts.printed(dossier, form)

    assert refusal.value.params == {"form": form}


# --- the result ------------------------------------------------------------------------------------------------------
def test_the_addresses_behind_the_codes_are_public_ones(settings):
    settings.PUBLIC_URL = "https://motcua.example"

    assert paperwork.tracking_url(CODE) == f"https://motcua.example/tra-cuu/{CODE}"
    assert paperwork.verification_url(CODE) == f"https://motcua.example/xac-minh/{CODE}"


def test_the_unsigned_result_counts_its_pages(world, on, certified, dossier_in):
    dossier = dossier_in(Stage.SIGNED)

    pdf, pages = paperwork.result(read(dossier).result)

    assert pages == len(PdfReader(BytesIO(pdf)).pages) == 1
    says(pdf, "01/GXN-UBND", CODE, "TRẦN THỊ LAN", world.lan.person.personal_number)


@pytest.mark.parametrize(
    ("method", "said"),
    [
        (ReturnMethod.COUNTER, "Trực tiếp"),
        (ReturnMethod.POST, "Bưu chính công ích"),
        (ReturnMethod.ONLINE, "Trực tuyến"),
    ],
)
def test_a_returned_dossier_is_registered_with_its_return(world, on, certified, dossier_in, method, said):
    dossier = dossier_in(Stage.SIGNED)

    with on("2024-04-05 08:00"):
        handover.return_result(dossier.pk, by=world.an.actor, method=method)

        says(paperwork.register(world.commune, date(2024, 4, 1), date(2024, 4, 30)), CODE, f"05/04/2024 {said}")
