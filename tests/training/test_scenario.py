"""A scenario is a readable file; every slip in it is told with file and place."""

from textwrap import dedent

import pytest
from django.utils import translation

from tests.calendars import at
from training import scenario
from training.errors import ScenarioInvalid
from training.services import acting

GOOD = """
    title_vi = "Một buổi sáng"
    title_en = "A morning"
    starts_at = 2024-04-01T07:00:00

    [[dossier]]
    key = "first"
    title_vi = "Hồ sơ thứ nhất"
    title_en = "The first dossier"
    acts = [
        { at = 2024-04-01T09:00:00, by = "an", act = "submit", procedure = "1.004873", desk = "H99.35.22" },
        { at = 2024-04-01T11:00:00, by = "an", act = "accept", refused = "papers-incomplete" },
    ]

    [[dossier]]
    key = "second"
    title_vi = "Hồ sơ thứ hai"
    title_en = "The second dossier"
    acts = [
        { at = 2024-04-01T10:00:00, by = "an", act = "submit" },
        { at = 2024-04-01T11:00:00, by = "an", act = "accept" },
    ]
"""


@pytest.fixture
def write(tmp_path):
    """Write a scenario file "day" and read it."""

    def write(text):
        (tmp_path / "day.toml").write_text(dedent(text), encoding="utf-8")
        return scenario.load("day", tmp_path)

    return write


def test_a_scenario_is_read_with_its_dossiers_and_their_acts(write):
    day = write(GOOD)

    assert (day.name, day.title_vi, day.title_en) == ("day", "Một buổi sáng", "A morning")
    assert [story.key for story in day.dossiers] == ["first", "second"]
    act = day.dossiers[0].acts[0]
    assert (act.by, act.name, act.refused) == ("an", "submit", "")
    assert act.facts == {"procedure": "1.004873", "desk": "H99.35.22"}
    assert day.dossiers[0].acts[1].refused == "papers-incomplete"


def test_hours_are_vietnams_unless_they_say_otherwise(write):
    day = write(GOOD.replace("2024-04-01T07:00:00", "2024-04-01T00:00:00Z"))

    assert day.starts_at == at("2024-04-01 07:00")
    assert day.dossiers[0].acts[0].at.isoformat() == "2024-04-01T09:00:00+07:00"


FAMILY = """
    [dossier.form]
    child_name = "Phan Minh Anh"

    [[on_paper]]
    key = "on-foot"
    title_vi = "Nộp riêng từng nơi"
    title_en = "Office by office"
    instead_of = "2.002621"
    office = "H99.35.22"
    starts_at = 2024-04-02T08:00:00
    minutes = 240
    routes = ["paper:birth-registration", "paper:residence"]

    [on_paper.facts]
    child_name = "Phan Minh Khôi"
"""


def test_a_long_declaration_stands_apart_from_the_act_that_files_it(write):
    acts = write(GOOD + FAMILY).dossiers[1].acts

    assert [act.facts for act in acts] == [{"form": {"child_name": "Phan Minh Anh"}}, {}]


def test_papers_carried_from_office_to_office_are_a_story_of_their_own(write):
    (story,) = write(GOOD + FAMILY).on_paper

    assert (story.key, story.instead_of, story.office, story.minutes) == ("on-foot", "2.002621", "H99.35.22", 240)
    assert story.starts_at == at("2024-04-02 08:00")
    assert (story.routes, story.facts) == (
        ("paper:birth-registration", "paper:residence"),
        {"child_name": "Phan Minh Khôi"},
    )


def test_an_act_may_wait_for_something_instead_of_an_hour(write):
    day = write(GOOD.replace("at = 2024-04-01T11:00:00", 'after = "chain", minutes = 30', 1))

    act = day.dossiers[0].acts[1]
    assert (act.at, act.after, act.minutes, act.facts) == (None, "chain", 30, {})


def test_every_act_and_every_office_on_paper_counts(write):
    assert write(GOOD + FAMILY).acts == 6


@pytest.mark.parametrize(
    ("written", "instead", "where", "what"),
    [
        ('title_vi = "Một buổi sáng"', "", "/", "“title_vi” is missing or no str"),
        ("starts_at = 2024-04-01T07:00:00", 'starts_at = "Monday"', "/", "“starts_at” is missing or no datetime"),
        ("starts_at = 2024-04-01T07:00:00", "starts_at = 2024-04-01", "/", "“starts_at” is missing or no datetime"),
        ('key = "first"', "", "[[dossier]]", "“key” is missing or no str"),
        ('title_en = "The first dossier"', "title_en = 7", "first", "“title_en” is missing or no str"),
        ("at = 2024-04-01T11:00:00, by", "by", "first, act 2", "“at” is missing or no datetime"),
        ('by = "an", act = "accept", refused', "act = 'accept', refused", "first, act 2", "“by” is missing or no str"),
        ('act = "accept", refused', "refused", "first, act 2", "“act” is missing or no str"),
        ("2024-04-01T11", "2024-04-01T08", "first", "an act stands before one of an earlier hour"),
        (
            "at = 2024-04-01T11:00:00",
            'after = "tomorrow", minutes = 5',
            "first, act 2",
            "“after” is one of previous, chain, without “at”",
        ),
        ("at = 2024-04-01T11:00:00", 'after = "chain"', "first, act 2", "“minutes” is missing or no int"),
    ],
)
def test_a_slip_is_told_with_file_and_place(write, written, instead, where, what):
    with pytest.raises(ScenarioInvalid) as slip:
        write(GOOD.replace(written, instead, 1))

    assert slip.value.params == {"file": "day.toml", "where": where, "what": what}


def test_a_file_that_is_no_toml_is_told_with_its_line(write):
    with pytest.raises(ScenarioInvalid) as slip:
        write(GOOD.replace("[[dossier]]", "[[dossier]", 1))

    assert slip.value.params["file"] == "day.toml"
    assert "at line 6" in slip.value.params["what"]


def test_a_scenario_without_dossiers_is_none(write):
    with pytest.raises(ScenarioInvalid, match="“dossier” is missing"):
        write('title_vi = "a"\ntitle_en = "a"\nstarts_at = 2024-04-01T07:00:00')


def test_a_name_that_nobody_wrote_is_answered_with_those_that_are_there(write, tmp_path):
    write(GOOD)

    with translation.override("en"), pytest.raises(ScenarioInvalid) as slip:
        scenario.load("night", tmp_path)

    assert str(slip.value) == "scenario-invalid: night.toml, /: no such scenario; there are: day"


@pytest.mark.parametrize("name", sorted(file.stem for file in scenario.SCENARIOS.glob("*.toml")))
def test_every_scenario_of_the_house_can_be_read_and_knows_its_acts(name):
    played = scenario.load(name)

    acts = [act for story in played.dossiers for act in story.acts]
    assert {act.name for act in acts} <= {"submit", *acting.ACTS}
    assert min(act.at for act in acts if act.at) >= played.starts_at
    keys = [story.key for story in (*played.dossiers, *played.on_paper)]
    assert len(set(keys)) == len(keys)
