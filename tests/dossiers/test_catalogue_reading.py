"""A catalogue that does not hold together is refused, with the file, the procedure and the field in the message."""

import re
import shutil

import pytest

from dossiers.catalogue import reading
from dossiers.catalogue.rows import CatalogueError

FOLDER = reading.PROCEDURES_2024.parent
PROCEDURES, PAPERS, QUESTIONS = "procedures-2024.toml", "papers.toml", "questions.toml"


@pytest.fixture
def spoilt(tmp_path):
    """Return a function that copies the catalogue with one text replaced by another and loads the copy."""

    def load(file, old, new):
        for name in (PROCEDURES, PAPERS, QUESTIONS):
            shutil.copy(FOLDER / name, tmp_path)
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return reading.load(tmp_path / PROCEDURES)

    return load


def test_an_unspoilt_copy_is_read(spoilt):
    assert spoilt(PROCEDURES, "legal_year = 2024", "legal_year = 2025").legal_year == 2025


AT_BIRTH = "procedures-2024.toml: procedure 1.001193: "
IN_TERMS = AT_BIRTH + "terms[0]: "
IN_FORCE = AT_BIRTH + "terms of 2024-01-01: "


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('level = "full"', "", "level: is missing"),
        ('level = "full"', 'level = "half"', "level: 'half' is not one of full, partial"),
        ('level = "full"', 'level = "full"\ncolour = 1', "colour: is not known here"),
        ('sources = ["P-1"]', 'sources = "P-1"', "sources: must be a list, not 'P-1'"),
        ('sources = ["P-1"]', 'sources = ["the law"]', "sources[0]: 'the law' does not look like"),
        ('name_vi = "Đăng ký khai sinh"', 'name_vi = ""', "name_vi: must not be empty"),
        ('symbol = "GKS"', 'symbol = "12/gks"', "result: symbol: '12/gks' does not look like"),
        ('tags = ["same-day"', 'tags = ["sameday"', "tags[0]: 'sameday' is not one of linked"),
        ('field = "civil-status"', 'field = "sports"', "field: 'sports' is not defined"),
        ('{ code = "birth-proof" }', '{ code = "letter" }', "papers: 'letter' is not defined"),
        ('{ code = "birth-proof" }', '"birth-proof"', "papers[1]: must be a table, not 'birth-proof'"),
        ('{ code = "birth-proof" }', '{ code = "parent-id-card" }', "papers: parent-id-card is there 2 times"),
        ('{ code = "birth-proof" }', '{ code = "birth-proof", count = 0 }', "papers: birth-proof: count: must be 1"),
        ('"child_name"', '"child_nickname"', "form: 'child_nickname' is not defined"),
        ('"child_sex"', '"child_name"', "form: child_name is there 2 times"),
        ('provenance = "e"', 'provenance = "A"', "provenance: a code with letters is invented"),
    ],
)
def test_a_spoilt_procedure_is_refused_and_named(spoilt, old, new, complaint):
    with pytest.raises(CatalogueError, match=re.escape(AT_BIRTH + complaint)):
        spoilt(PROCEDURES, old, new)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("sla_days = 0", "", "sla_days: is missing"),
        ("sla_days = 0", 'sla_days = "0"', "sla_days: must be int, not '0'"),
        ("sla_days = 0", "sla_days = true", "sla_days: must be int, not True"),
        ("sla_days = 0", "sla_days = -1", "sla_days: must not be negative, as -1 is"),
        ("= 2024-01-01", "= 2024-01-01T00:00:00", "effective_from: must be date, not datetime"),
        ("cut_off = 15:00:00", 'cut_off = "15:00"', "cut_off: must be time, not '15:00'"),
        ("direct_vnd = 8000", "direct_vnd = 8000.0", "fee_variants[0]: direct_vnd: must be int, not 8000.0"),
        ('kind = "le_phi"', 'kind = "gift"', "fee_variants[0]: kind: 'gift' is not one of phi, le_phi"),
        ('sla_tags = ["found:F8"', 'sla_tags = ["hearsay"', "sla_tags[0]: 'hearsay' does not look like"),
    ],
)
def test_spoilt_terms_are_refused_and_named(spoilt, old, new, complaint):
    with pytest.raises(CatalogueError, match=re.escape(IN_TERMS + complaint)):
        spoilt(PROCEDURES, old, new)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("sla_days = 0", "sla_days = 1", "cut_off: belongs to a same-day procedure"),
        ('sla_unit = "working"', 'sla_unit = "calendar"', "sla_unit: the same day is a working day"),
        ("sla_days = 0", "sla_days = 0\nverify_days = 0", "verify_days: must be more than sla_days (0)"),
        ('fee_timing = "none"', 'fee_timing = "first"', "fees: do not agree with fee_timing = first"),
        ("[[procedure.terms.fee_variants]]", "[[procedure.terms.fees]]", "fees: LP-KS-QH: when_vi: an ordinary fee"),
        ('when_en = "Registered after the legal time"', "", "fee_variants: LP-KS-QH: when_vi, when_en: say which"),
        ('sla_tags = ["found:F8", "found:F21"]', "sla_tags = []", "sources: say where time and fee come from"),
    ],
)
def test_terms_that_contradict_themselves_are_refused_and_named(spoilt, old, new, complaint):
    with pytest.raises(CatalogueError, match=re.escape(IN_FORCE + complaint)):
        spoilt(PROCEDURES, old, new)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('question = "child_born_on"', 'question = "child_name"', "LP-KS-QH: case: no answer to child_name makes it"),
        ('question = "died_on"', 'question = "died"', "LP-KT-QH: case: no answer to died makes it"),
        ('}\ntiming = "first"\n', "}\n", "LP-KS-QH: timing: say when it is paid"),
        ('instead_of = ["LP-HC"]', 'instead_of = ["LP-HX"]', "LP-HC-MAT: instead_of: LP-HX is no fee of these terms"),
        ("further_vnd = 1000\n", "", "PHI-CTBS: further_from, further_vnd: one is nothing without the other"),
        ('"document_pages", "copies"', '"document_pages"', "PHI-CTBS: per: the form does not ask for copies"),
        ('answers = ["lost"]', 'answers = ["stolen"]', "LP-HC-MAT: case: no answer to passport_case makes it"),
        (
            'proof = "fee-relief-proof"\ntags = ["recalled:confident"]',
            'proof = "owner-consent"\ntags = ["recalled:confident"]',
            "LP-THTR-MP: proof: owner-consent is no paper that may be left out",
        ),
    ],
)
def test_a_fee_asks_only_for_what_the_form_and_the_papers_have(spoilt, old, new, complaint):
    with pytest.raises(CatalogueError, match=re.escape(complaint)):
        spoilt(PROCEDURES, old, new)


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        (PROCEDURES, "legal_year = 2024", "legal_year = ", "procedures-2024.toml: Invalid value"),
        (PROCEDURES, "legal_year = 2024", "", "procedures-2024.toml: legal_year: is missing"),
        (PROCEDURES, 'code = "1.001193"', "", "procedure without a code: code: is missing"),
        (PROCEDURES, 'code = "1.001193"', 'code = "1.19"', "procedure 1.19: code: '1.19' does not look like"),
        (PROCEDURES, 'code = "1.000656"', 'code = "1.001193"', "toml: procedure: 1.001193 is there 2 times"),
        (PROCEDURES, 'code = "adoption"', 'code = "linked"', "procedure 2.001263: field: 'adoption' is not defined"),
        (PROCEDURES, '"Giấy khai sinh"', '"Giấy"', "1.004884: result.code: KQ.G15.000031 has another name elsewhere"),
        (PAPERS, 'kind = "original"', 'kind = "oral"', "papers.toml: papers.portrait: kind: 'oral' is not one of"),
        (PAPERS, "KQ.G15.000034", "000034", "papers.toml: papers.death-extract: result_code: '000034' does not"),
        (PAPERS, "KQ.G15.000034", "KQ.G15.000099", "1.001731: papers: death-extract: result_code: no procedure"),
        (QUESTIONS, 'type = "text"', 'type = "poem"', "questions.toml: questions.child_name: type: 'poem' is not"),
        (QUESTIONS, '"sex"', '"gender"', "questions.toml: questions.child_sex: choices: 'gender' is not defined"),
        (QUESTIONS, 'choices = "sex", ', "", "questions.toml: questions.child_sex: choices: belong to the type"),
        (QUESTIONS, 'type = "choice"', 'type = "text"', "questions.child_sex: choices: belong to the type choice"),
        (QUESTIONS, 'label_en = "Male"', "label_en = 1", "questions.toml: choices.sex.male: label_en: must be str"),
    ],
)
def test_a_spoilt_file_is_refused_and_named(spoilt, file, old, new, complaint):
    with pytest.raises(CatalogueError, match=re.escape(complaint)):
        spoilt(file, old, new)


def test_all_that_does_not_hold_together_is_said_at_once(spoilt):
    with pytest.raises(CatalogueError) as refusal:
        spoilt(PROCEDURES, "sla_days = 0", "sla_days = 1\nverify_days = 1")

    assert str(refusal.value).splitlines() == [
        IN_FORCE + "cut_off: belongs to a same-day procedure (sla_days = 0)",
        IN_FORCE + "verify_days: must be more than sla_days (1)",
    ]


def test_terms_follow_one_another(spoilt):
    second = "[[procedure.terms]]\neffective_from = {on}\nsla_days = 3\nsla_unit = 'working'\nsla_tags = ['found:F8']\n"
    second += "supplement_rule = 'extend'\nsupplement_days = 7\nfee_timing = 'none'\nfee_tags = ['computed']\n"
    second += "sources = ['K-2']\n\n# 10\n"

    catalogue = spoilt(PROCEDURES, "# 10\n", second.format(on="2024-07-01"))
    terms = next(row.terms for row in catalogue.procedures if row.code == "2.002621")

    assert [row.sla_days for row in terms] == [4, 3]
    with pytest.raises(CatalogueError, match=r"procedure 2\.002621: terms: effective_from: there must be terms"):
        spoilt(PROCEDURES, "# 10\n", second.format(on="2024-01-01"))


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        reading.load(tmp_path / "none.toml")
