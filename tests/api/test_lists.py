"""Lists over REST: what each may see, filters, keyset pages, masked numbers; and the public catalogue."""

from datetime import date
from itertools import chain

import pytest

from dossiers.catalogue import reading
from dossiers.services import catalogue
from dossiers.states import State
from identity import personal_number
from tests.factories.dossiers import DossierFactory, ProcedureFactory, TermsFactory
from tests.factories.identity import PersonFactory


def codes(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["code"] for row in answer.json()["results"]]


@pytest.fixture
def five(world):
    """Of An's commune: one filed, one due on the 8th, one overdue, one paused past its date, and somebody else's."""
    lan, terms = world.lan.person, TermsFactory()
    shared = {"terms": terms, "reception": world.commune, "applicant": lan}
    received = shared | {"accepted": True}
    DossierFactory(code="A-1", **shared)
    DossierFactory(code="A-2", **received)
    DossierFactory(code="A-3", **received | {"due_on": date(2024, 3, 29)})
    DossierFactory(code="A-4", **received | {"due_on": date(2024, 3, 28), "state": State.AWAITING_SUPPLEMENT})
    other = TermsFactory(procedure=ProcedureFactory(code="2.000815"))
    DossierFactory(
        code="A-5",
        **shared | {"terms": other, "applicant": PersonFactory(full_name="Đỗ Văn Tư"), "summary": "Chứng thực"},
    )


def test_a_row_shows_codes_with_labels_and_a_masked_number(world, calls, five):
    row = next(row for row in calls("an").get("dossiers").json()["results"] if row["code"] == "A-3")

    number = world.lan.person.personal_number
    assert row == {
        "code": "A-3",
        "state": "received",
        "state_label": "Received",
        "procedure": {"code": "1.004873", "name": "Marital-status certificate"},
        "applicant": "Trần Thị Lan",
        "personal_number": personal_number.masked(number),
        "channel": 1,
        "identity": "waiting",
        "identity_label": "not checked yet",
        "channel_label": "counter",
        "submitted_at": "2024-04-01T09:00:00+07:00",
        "received_at": "2024-04-01T09:00:00+07:00",
        "due_on": "2024-03-29",
        "extended_to_on": None,
        "is_overdue": True,
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["A-5", "A-4", "A-3", "A-2", "A-1"]),
        ("state=registered", ["A-5", "A-1"]),
        ("state=registered&state=awaiting_supplement", ["A-5", "A-4", "A-1"]),
        ("procedure=2.000815", ["A-5"]),
        ("overdue=true", ["A-3"]),
        ("overdue=false", ["A-5", "A-4", "A-2", "A-1"]),
        ("due_on_after=2024-03-29&due_on_before=2024-04-08", ["A-3", "A-2"]),
        ("due_on_before=2024-03-28", ["A-4"]),
        ("search=a-1", ["A-1"]),
        ("search=Văn", ["A-5"]),
        ("search=thực", ["A-5"]),
        ("search=100%25", []),
        ("search=%00", None),
        ("state=on-holiday", None),
        ("due_on_after=yesterday", None),
    ],
)
def test_dossiers_are_found_by_filters_and_a_filter_that_makes_no_sense_is_refused(calls, five, asked, found):
    answer = calls("an").get(f"dossiers?{asked}")

    if found is None:
        assert (answer.status_code, answer.json()["code"]) == (400, "input-invalid")
    else:
        assert codes(answer) == found


def test_a_dossier_is_found_by_a_whole_personal_number_and_by_no_part_of_it(world, calls, five):
    number = world.lan.person.personal_number

    assert codes(calls("an").get(f"dossiers?search={number}")) == ["A-4", "A-3", "A-2", "A-1"]
    assert codes(calls("an").get(f"dossiers?search={number[3:]}")) == []


def test_pages_follow_one_another_without_gap_or_double(world, calls):
    DossierFactory.create_batch(7, terms=TermsFactory(), reception=world.commune, applicant=world.lan.person)
    an, found, address = calls("an"), [], "dossiers?page_size=3"

    while address:
        page = an.get(address)
        found.append(codes(page))
        address = page.json()["next"]

    assert [len(page) for page in found] == [3, 3, 1]
    assert list(chain.from_iterable(found)) == codes(an.get("dossiers"))
    assert codes(an.get(page.json()["previous"])) == found[1]


@pytest.mark.parametrize("asked", ["page_size=0", "page_size=201", "page_size=ten", "page_size=-1", "page_size=٣"])
def test_a_page_has_1_to_200_rows(calls, asked):
    answer = calls("an").get(f"dossiers?{asked}")

    assert (answer.status_code, answer.json()["code"], answer.json()["params"]) == (
        400,
        "page-invalid",
        {"parameter": "page_size"},
    )


@pytest.mark.parametrize(
    "cursor",
    # no text; p=abc; p=NUL; o=minus one
    ["gICA", "cD1hYmM=", "cD0lMDA=", "bz0tMQ=="],
)
def test_a_cursor_of_nobodys_list_is_refused(calls, cursor):
    answer = calls("an").get("dossiers", {"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (400, "page-invalid")


def test_a_cursor_beyond_every_row_finds_nothing(calls):
    # p=9999999999999999999999, larger than any id
    assert codes(calls("an").get("dossiers", {"cursor": "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5"})) == []


@pytest.fixture
def whole_catalogue(world):
    catalogue.load()


def test_the_catalogue_is_public_and_ordered_by_code(whole_catalogue, calls):
    rows = calls().get("procedures?page_size=100").json()["results"]

    assert len(rows) == len(reading.load().procedures)
    assert [row["code"] for row in rows] == sorted(row["code"] for row in rows)
    assert all(row["field_label"] and row["level_label"] for row in rows)


@pytest.mark.parametrize(
    ("asked", "found"),
    [("search=1.001193", ["1.001193"]), ("search=birth registration", None), ("field=no-such-field", [])],
)
def test_procedures_are_found_by_code_name_and_field(whole_catalogue, calls, asked, found):
    answer = calls().get(f"procedures?{asked}")

    assert codes(answer) == found if found is not None else "1.001193" in codes(answer)


def test_procedures_are_found_by_level(whole_catalogue, calls):
    by_level = {
        level: len(codes(calls().get(f"procedures?page_size=50&level={level}"))) for level in ("full", "partial")
    }

    assert sum(by_level.values()) == len(reading.load().procedures)
    assert calls().get("procedures?level=4").json()["code"] == "input-invalid"


def test_a_procedure_tells_its_term_its_fees_its_papers_and_its_questions(whole_catalogue, calls):
    shown = calls().get("procedures/1.001193").json()

    assert shown["terms"]["sla_unit_label"] in ("working days", "calendar days")
    assert {paper["code"] for paper in shown["terms"]["papers"]} >= {"birth-proof"}
    assert all(question["label"] for question in shown["form"])
    sex = next(question for question in shown["form"] if question["name"] == "child_sex")
    assert {choice["value"] for choice in sex["choices"]} == {"male", "female"}


def test_a_procedure_without_terms_on_the_day_promises_nothing(whole_catalogue, calls, on):
    with on("2023-06-01 09:00"):
        assert calls().get("procedures/1.001193").json()["terms"] is None


def test_an_unknown_procedure_is_a_404(calls):
    answer = calls().get("procedures/9.999999")

    assert (answer.status_code, answer.json()["code"]) == (404, "procedure-missing")


def test_the_agencies_are_public(calls):
    assert calls(language="vi").get("agencies?kind=commune").json()["results"][1] == {
        "code": "H99.35.23",
        "name": "Ủy ban nhân dân xã Bình Minh",
        "kind": "commune",
        "tier": "commune",
        "tier_label": "xã",
        "superior": None,
        "address": "",
    }
