"""The API describes itself: every act with its facts and its problems, examples, and a page that works offline."""

import re

import pytest
from drf_spectacular.generators import SchemaGenerator

from dossiers.api.acts import ACTS, BY_MOVE
from kernel.api import PROBLEM_JSON


@pytest.fixture(scope="module")
def described():
    return SchemaGenerator().get_schema(public=True)


@pytest.fixture(scope="module")
def operations(described):
    """Return every operation by its id."""
    return {
        operation["operationId"]: operation for methods in described["paths"].values() for operation in methods.values()
    }


def test_it_is_openapi_3_1_with_tokens_and_sessions(described):
    assert described["openapi"] == "3.1.0"
    schemes = described["components"]["securitySchemes"]
    assert (schemes["token"], schemes["cookieAuth"]["in"]) == ({"type": "http", "scheme": "bearer"}, "cookie")


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_every_act_shows_its_facts_its_answer_and_its_problems(operations, act):
    operation = operations[f"dossier_{act.name.replace('-', '_')}"]

    assert set(operation["responses"]) == {"200", "400", "401", "403", "404", "409"}
    refusals = {code: body["content"] for code, body in operation["responses"].items() if code != "200"}
    assert all(list(content) == [PROBLEM_JSON] for content in refusals.values())
    assert ("requestBody" in operation) is bool(act.facts().fields)
    assert operation["description"].endswith((".", ";", ")"))


def test_a_problem_is_described_once_with_an_example_that_names_the_moves_allowed(described, operations):
    content = operations["dossier_accept"]["responses"]["409"]["content"][PROBLEM_JSON]

    assert content["schema"] == {"$ref": "#/components/schemas/ProblemBody"}
    [example] = content["examples"].values()
    assert example["value"]["params"]["allowed"] == ["digitize", "withdraw"]
    assert set(described["components"]["schemas"]["ProblemBody"]["required"]) == {
        *("type", "title", "status", "code", "detail", "messages", "params"),
    }


def test_filing_takes_an_idempotency_key_and_shows_examples(operations):
    operation = operations["file_dossier"]

    [key] = [parameter for parameter in operation["parameters"] if parameter["in"] == "header"]
    assert (key["name"], key["schema"]["maxLength"]) == ("Idempotency-Key", 100)
    assert set(operation["requestBody"]["content"]["application/json"]["examples"]) == {
        "ACitizenForHerself",
        "ADeskForSomebodyNew",
    }


def test_files_are_described_as_what_they_are(operations):
    assert set(operations["dossier_form"]["responses"]["200"]["content"]) == {"application/pdf"}
    assert set(operations["paper_scan"]["responses"]["200"]["content"]) == {
        "application/pdf",
        "image/jpeg",
        "image/png",
    }
    assert set(operations["dossier_upload"]["requestBody"]["content"]) == {"multipart/form-data"}


def test_what_is_public_asks_for_no_log_in(operations):
    public = {name for name, operation in operations.items() if not any(operation.get("security", [{}]))}

    assert public >= {"log_in", "procedures", "procedure", "agencies", "verify_paper"}
    assert not public & {"dossiers", "file_dossier", *(f"dossier_{act.name}" for act in BY_MOVE.values())}


def test_the_schema_and_its_page_are_open_to_everybody(client, db):
    assert client.get("/api/schema/").status_code == 200
    assert client.get("/api/docs/").status_code == 200


def test_the_page_fetches_nothing_from_elsewhere(client, db):
    page = client.get("/api/docs/").content.decode()

    assert "swagger-ui-bundle.js" in page
    assert re.findall(r"(?:src|href)=[\"']((?:https?:)?//[^\"']+)", page) == []
    assert "https://" not in page.replace("https://swagger.io", "")
