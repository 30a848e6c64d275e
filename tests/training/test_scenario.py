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


def test_acts_are_played_by_the_hour_and_at_one_hour_in_the_order_of_the_file(write):
    order = [(act.name, story.key) for act, story in write(GOOD).in_order()]

    assert order == [("submit", "first"), ("submit", "second"), ("accept", "first"), ("accept", "second")]


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

    acts = {act.name for act, _story in played.in_order()}
    assert acts <= {"submit", *acting.ACTS}
    assert played.in_order()[0][0].at >= played.starts_at
    assert len({story.key for story in played.dossiers}) == len(played.dossiers)
