"""Papers over REST: how each comes, what is refused, and that a file is only given out to be kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers.models import Dossier
from tests.api import situations
from tests.api.situations import PROOF, VAULT_CODE, at_stage
from tests.pictures import jpeg, pdf, png
from tests.refusals import everything
from tests.stages import Stage


@pytest.fixture
def filed(world) -> Dossier:
    return at_stage(Stage.FILED)(world)


def upload(caller, dossier, content: bytes, media_type: str = "image/jpeg", paper: str = PROOF):
    return caller.send(
        f"dossiers/{dossier.code}/papers/{paper}/upload", file=SimpleUploadedFile("giay", content, media_type)
    )


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(jpeg(), "image/jpeg"), (png(), "image/png"), (pdf(3), "application/pdf"), (pdf(1), "application/octet-stream")],
)
def test_a_scan_comes_back_as_it_went_in(calls, filed, content, media_type):
    lan = calls("lan")

    assert upload(lan, filed, content, media_type).json()["has_scan"] is True

    answer = lan.get(f"dossiers/{filed.code}/papers/{PROOF}/scan")
    assert b"".join(answer.streaming_content) == content


def test_a_file_is_given_out_to_be_kept_and_by_no_cache_on_the_way(calls, filed):
    upload(calls("lan"), filed, png(), "image/png")

    answer = calls("an").get(f"dossiers/{filed.code}/papers/{PROOF}/scan", headers={"Accept": "image/png"})

    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == f'attachment; filename="{filed.code}-{PROOF}.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


REFUSED = [
    (b"GIF89a", "image/gif", "file-type-refused"),
    (b"MZ" + bytes(100), "application/pdf", "file-type-refused"),
    (png(), "application/pdf", "file-type-lies"),
    (pdf(), "image/jpeg", "file-type-lies"),
    (b"", "image/jpeg", "file-empty"),
    (jpeg()[:200], "image/jpeg", "file-unreadable"),
    (b"%PDF-1.7 and nothing more", "application/pdf", "file-unreadable"),
    (pdf(5), "application/pdf", "file-too-long"),
    (pdf() + bytes(21_000), "application/pdf", "file-too-large"),
    (pdf() + bytes(40_000), "application/pdf", "body-too-large"),
]


@pytest.mark.parametrize(("content", "media_type", "code"), REFUSED, ids=[f"{row[2]} {row[1]}" for row in REFUSED])
def test_a_bad_file_is_a_clear_problem_and_nothing_is_kept(calls, filed, settings, content, media_type, code):
    lan, before = calls("lan"), everything()
    settings.PAPER_MAX_BYTES, settings.PAPER_MAX_PAGES = 20_000, 4

    answer = upload(lan, filed, content, media_type)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert everything() == before


def test_an_upload_without_a_file_says_so(calls, filed):
    answer = calls("lan").send(f"dossiers/{filed.code}/papers/{PROOF}/upload")

    assert (answer.status_code, answer.json()["code"]) == (400, "input-invalid")
    assert answer.json()["errors"] == [{"pointer": "/file", "code": "required", "detail": "No file was submitted."}]


def test_a_file_is_not_sent_as_json(calls, filed):
    answer = calls("lan").post(f"dossiers/{filed.code}/papers/{PROOF}/upload", {"file": "x"})

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")


def test_a_paper_that_nobody_asked_for_is_refused(calls, filed):
    lan, before = calls("lan"), everything()

    answer = upload(lan, filed, jpeg(), paper="love-letter")

    assert (answer.status_code, answer.json()["code"]) == (400, "requirement-unknown")
    assert everything() == before


def test_papers_are_closed_once_the_desk_is_done(world, calls):
    dossier = at_stage(Stage.PROCESSING)(world)
    lan, before = calls("lan"), everything()

    answer = upload(lan, dossier, jpeg())

    assert (answer.status_code, answer.json()["code"]) == (409, "papers-closed")
    assert everything() == before


@pytest.mark.parametrize("what", ["scan", "certified"])
def test_a_paper_that_is_not_there_is_a_404(calls, filed, what):
    answer = calls("lan").get(f"dossiers/{filed.code}/papers/{PROOF}/{what}", headers={"Accept": "application/pdf"})

    assert (answer.status_code, answer.json()["code"]) == (404, "paper-missing")


def test_the_papers_are_listed_as_they_are_asked_for_with_what_is_there(calls, filed):
    calls("an").post(f"dossiers/{filed.code}/papers/{PROOF}/present", {"originals": 1, "reference_no": "12/2024"})

    declaration, proof = calls("lan").get(f"dossiers/{filed.code}/papers").json()

    assert (declaration["requirement"]["code"], declaration["paper"]["state_label"]) == ("declaration-1", "digitized")
    assert proof == {
        "requirement": {
            "code": PROOF,
            "name": "Proof",
            "required": False,
            "kind": "original",
            "kind_label": "original",
            "count": 1,
            "reusable": True,
        },
        "paper": {
            "reference_no": "12/2024",
            "originals": 1,
            "certified_copies": 0,
            "photocopies": 0,
            "state": 0,
            "state_label": "not digitized",
            "has_scan": False,
            "has_certified": False,
            "added_at": "2024-04-01T09:00:00+07:00",
            "certified_at": None,
        },
    }


def test_a_paper_that_is_not_there_is_listed_as_asked_for(calls, filed):
    _declaration, proof = calls("lan").get(f"dossiers/{filed.code}/papers").json()

    assert (proof["requirement"]["code"], proof["paper"]) == (PROOF, None)


def test_nothing_is_presented_by_none(calls, filed):
    answer = calls("an").post(f"dossiers/{filed.code}/papers/{PROOF}/present", {})

    assert (answer.status_code, answer.json()["code"]) == (400, "nothing-presented")


def test_a_certified_scan_goes_to_the_vault_and_stands_in_another_time(certified, world, calls):
    second = situations.with_paper_in_vault(world)
    lan = calls("lan")

    [usable] = lan.get(f"dossiers/{second.code}/papers/{PROOF}/vault").json()
    reused = lan.post(f"dossiers/{second.code}/papers/{PROOF}/reuse", {"vault_code": usable["vault_code"]}).json()

    assert (usable["vault_code"], usable["kind_label"], usable["valid_until_on"]) == (
        VAULT_CODE,
        "component",
        "2024-10-01",
    )
    assert (reused["state_label"], reused["has_certified"]) == ("reused from a paper of another dossier", True)
    copy = lan.get(f"dossiers/{second.code}/papers/{PROOF}/certified")
    assert b"".join(copy.streaming_content).startswith(b"%PDF-")


def test_a_paper_of_another_vault_cannot_stand_in(certified, world, calls):
    dossier = situations.with_paper_in_vault(world)
    lan, before = calls("lan"), everything()

    answer = lan.post(f"dossiers/{dossier.code}/papers/{PROOF}/reuse", {"vault_code": "somebody-else's"})

    assert (answer.status_code, answer.json()["code"]) == (400, "vault-paper-unusable")
    assert everything() == before
