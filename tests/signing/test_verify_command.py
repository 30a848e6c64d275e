"""`manage.py verify_pdf FILE` says in words whether a paper is genuine, and exits 0 only if it is."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from signing import services
from signing.services import SYSTEM, Signing
from signing.states import CertificateKind
from tests.signing.conftest import COMMUNE

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(tmp_path, paper, on):
    chi = services.issue_certificate(
        "officer:12", kind=CertificateKind.PERSON, name="Nguyễn Thị Chi", organisation=COMMUNE, by=SYSTEM
    )
    file = tmp_path / "ket-qua.pdf"
    with on("2024-04-26 09:30:15"):
        file.write_bytes(services.sign_pdf(paper, [Signing("officer:12", "LanhDao", "Phê duyệt kết quả")]))
    return file, chi


def test_a_genuine_paper_is_told_in_words(result):
    file, chi = result
    printed = StringIO()

    call_command("verify_pdf", file, "--lang", "en", stdout=printed)

    assert printed.getvalue().splitlines() == [
        "ket-qua.pdf: Genuine: signed by the holder named and unchanged since.",
        f"  LanhDao: Nguyễn Thị Chi ({COMMUNE}), signed on 26/04/2024 09:30:15, certificate {chi.serial}",
        "    Genuine: signed by the holder named and unchanged since.",
    ]


def test_an_altered_paper_exits_1(result, flipped):
    file, _chi = result
    content = file.read_bytes()
    file.write_bytes(flipped(content, content.index(b"stream") + 20))
    printed = StringIO()

    with pytest.raises(SystemExit) as exit_code:
        call_command("verify_pdf", file, "--lang", "en", stdout=printed)

    assert exit_code.value.code == 1
    assert printed.getvalue().startswith("ket-qua.pdf: Altered: this is not what was signed.\n")


def test_programs_get_json(result):
    file, chi = result
    printed = StringIO()

    call_command("verify_pdf", file, "--json", stdout=printed)

    assert json.loads(printed.getvalue()) == {
        "verdict": "genuine",
        "signatures": [
            {
                "field": "LanhDao",
                "signer": "Nguyễn Thị Chi",
                "organisation": COMMUNE,
                "serial": chi.serial,
                "signed_at": "2024-04-26 09:30:15+07:00",
                "reason": "Phê duyệt kết quả",
                "verdict": "genuine",
            }
        ],
    }


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.pdf: No such file"):
        call_command("verify_pdf", tmp_path / "nowhere.pdf")
