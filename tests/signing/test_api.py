"""POST /api/v1/verify: anyone may ask whether a paper is genuine; what is no paper is refused as problem+json."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from signing import services
from signing.services import Signing
from signing.states import CertificateKind
from tests.signing.conftest import COMMUNE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def signed(paper, on) -> bytes:
    services.issue_certificate(
        "officer:12", kind=CertificateKind.PERSON, name="Nguyễn Thị Chi", organisation=COMMUNE, by=services.SYSTEM
    )
    with on("2024-04-26 09:30:15"):
        return services.sign_pdf(paper, [Signing("officer:12", "LanhDao", "Phê duyệt kết quả")])


def ask(content: bytes | None, **headers: str):
    body = {} if content is None else {"file": SimpleUploadedFile("ket-qua.pdf", content, "application/pdf")}
    return APIClient().post("/api/v1/verify", body, format="multipart", headers=headers)


def test_a_stranger_learns_that_a_paper_is_genuine_and_who_signed_it_when(signed):
    answer = ask(signed, accept_language="en")

    assert answer.status_code == 200
    assert answer.json()["verdict"] == "genuine"
    [signature] = answer.json()["signatures"]
    assert signature.pop("serial")
    assert signature == {
        "field": "LanhDao",
        "signer": "Nguyễn Thị Chi",
        "organisation": COMMUNE,
        "signed_at": "2024-04-26T09:30:15+07:00",
        "reason": "Phê duyệt kết quả",
        "verdict": "genuine",
        "verdict_label": "Genuine: signed by the holder named and unchanged since.",
    }


def test_a_changed_byte_is_told(signed, flipped):
    answer = ask(flipped(signed, signed.index(b"stream") + 20))

    assert answer.status_code == 200
    assert answer.json()["verdict"] == "altered"


def test_an_unsigned_paper_is_told(paper):
    assert ask(paper).json()["verdict"] == "unsigned"


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "input-invalid"), (b"", "input-invalid"), (b"GIF89a" * 100, "not-a-pdf")],
    ids=["no file", "an empty file", "a picture"],
)
def test_what_is_no_paper_is_a_problem(content, code):
    answer = ask(content)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code


def test_what_is_too_large_is_refused_by_its_length_alone(paper, settings):
    settings.PAPER_MAX_BYTES = 1000

    answer = ask(paper + bytes(20_000))

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "body-too-large"


def test_asking_too_often_is_slowed_down(paper):
    answers = [ask(paper).status_code for _asked in range(31)]

    assert answers == [200] * 30 + [429]
