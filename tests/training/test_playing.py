"""A play jumps from act to act, delivers the news of each, and ends where the scenario does not say what happens."""

from io import StringIO

import pytest
from rich.console import Console

from dossiers.models import Dossier
from dossiers.states import State
from kernel import clock, clock_store, journal
from kernel.errors import Problem
from kernel.models import Delivery, JournalEntry
from reports import queries as reports
from reports.columns import By
from tests.calendars import at
from tests.factories.dossiers import RequirementFactory, TermsFactory
from tests.refusals import refused
from training import folder, scenario, story, telling
from training.errors import ActNeverComes, ActTurnedOut, ScenarioInvalid
from training.services import playing

MORNING = """
    title_vi = "Một buổi sáng"
    title_en = "A morning"
    starts_at = 2024-04-01T07:00:00

    [[dossier]]
    key = "first"
    title_vi = "Hồ sơ thứ nhất"
    title_en = "The first dossier"
    acts = [
        { at = 2024-04-01T09:00:00, by = "an", act = "submit", procedure = "1.004873", %(filed)s },
        { at = 2024-04-01T09:10:00, by = "an", act = "accept" },
        { at = 2024-04-01T09:20:00, by = "an", act = "digitize" },
        { at = 2024-04-01T10:00:00, by = "an", act = "begin", officer = "binh" },
        %(acts)s
    ]
"""
FILED = 'desk = "H99.35.22", channel = "counter", citizen = "lan"'
TO_THE_END = """
        { at = 2024-04-02T09:00:00, by = "binh", act = "propose", content = { "Nội dung" = "Đồng ý" } },
        { at = 2024-04-02T10:00:00, by = "chi", act = "send_back", reason = "Ghi rõ" },
        { at = 2024-04-02T11:00:00, by = "binh", act = "propose", content = { "Nội dung" = "Đồng ý" } },
        { at = 2024-04-02T14:00:00, by = "chi", act = "approve" },
        { at = 2024-04-03T08:00:00, by = "an", act = "return", method = "counter" },
"""


@pytest.fixture
def terms(db):
    terms = TermsFactory()
    RequirementFactory(terms=terms, code="id-card", name_vi="Căn cước công dân", required=False)
    return terms


@pytest.fixture
def play(certified, terms, tmp_path):
    """Play a morning with further acts."""

    def play(acts="", **options):
        (tmp_path / "morning.toml").write_text(MORNING % {"filed": FILED, "acts": acts}, encoding="utf-8")
        morning = scenario.load("morning", tmp_path)
        return playing.play(morning, **options)

    return play


def told(dossier):
    lines = journal.history(dossier.stream)
    return [(line.move or line.name, f"{line.at.astimezone(clock.TZ):%d %H:%M}") for line in lines]


def test_every_act_bears_its_hour_and_its_news_comes_before_the_next(play):
    played = play(TO_THE_END)

    dossier = Dossier.objects.get(pk=played.ids["first"])
    assert (dossier.state, played.refusals) == (State.RETURNED, {})
    assert told(dossier) == [
        ("dossiers.DossierSubmitted", "01 09:00"),
        ("accept", "01 09:10"),
        ("digitize", "01 09:20"),
        ("begin", "01 10:00"),
        ("propose", "02 09:00"),
        ("send_back", "02 10:00"),
        ("propose", "02 11:00"),
        ("approve", "02 14:00"),
        ("sign", "02 14:00"),
        ("return_result", "03 08:00"),
    ]
    assert not Delivery.objects.filter(done_at=None).exists()
    assert journal.verify().verified


def test_after_a_play_the_clock_stands_at_the_last_act(play):
    play()

    assert clock_store.shown() == clock_store.shown() == at("2024-04-01 10:00")


def test_before_each_act_it_is_told(play):
    acts = []

    play(told=acts.append)

    assert acts == [
        "01/04/2024 09:00 first: submit",
        "01/04/2024 09:10 first: accept",
        "01/04/2024 09:20 first: digitize",
        "01/04/2024 10:00 first: begin",
    ]


def test_a_world_whose_clock_is_past_the_first_act_is_not_played_again(play):
    play()

    with refused("world-already-played") as refusal:
        play()

    assert refusal.value.params == {"shown_at": "01/04/2024", "starts_at": "01/04/2024"}


def test_an_act_may_come_so_long_after_the_one_before(play):
    played = play(
        '{ after = "previous", minutes = 210, by = "binh", act = "propose", content = { "Nội dung" = "Có" } },'
    )

    # Ninety minutes until the break at noon, then two hours.
    assert told(Dossier.objects.get(pk=played.ids["first"]))[-1] == ("propose", "01 15:30")


def test_an_act_that_waits_for_what_will_not_happen_is_told_and_the_play_does_not_hang(play):
    with pytest.raises(ActNeverComes) as waits:
        play('{ after = "chain", minutes = 5, by = "binh", act = "propose", content = { "Nội dung" = "Có" } },')

    assert waits.value.params == {"act": "first: propose"}


# --- what a scenario expects -----------------------------------------------------------------------------------------
def act(at, name, by="an", **facts):
    """Write an act of April 2024; a fact that is no text is written as TOML writes it."""
    written = {key: value if isinstance(value, int) else f'"{value}"' for key, value in facts.items()}
    pairs = "".join(f", {key} = {value}" for key, value in written.items())
    return f'{{ at = 2024-04-{at}:00, by = "{by}", act = "{name}"{pairs} }},'


def test_a_refusal_that_is_expected_is_part_of_the_story(play):
    played = play(act("01T10:30", "accept", refused="wrong-state"))

    ((refused_act, problem),) = played.refusals["first"]
    assert (refused_act.name, problem.code) == ("accept", "wrong-state")
    assert JournalEntry.objects.filter(stream__startswith="dossier:").count() == 4


def test_a_refusal_that_nobody_expected_ends_the_play(play):
    with pytest.raises(Problem) as refusal:
        play(act("01T10:30", "accept") + act("01T11:00", "withdraw", by="lan", reason="Đổi ý"))

    assert refusal.value.code == "wrong-state"
    assert Dossier.objects.get().state == State.PROCESSING


def test_a_refusal_of_another_kind_ends_the_play(play):
    with pytest.raises(Problem) as refusal:
        play(act("01T10:30", "accept", refused="papers-incomplete"))

    assert refusal.value.code == "wrong-state"


def test_an_act_that_succeeds_where_a_refusal_is_expected_ends_the_play(play):
    with pytest.raises(ActTurnedOut) as turned:
        play(act("01T10:30", "withdraw", by="lan", reason="Đổi ý", refused="wrong-state"))

    assert turned.value.params == {
        "dossier": "first",
        "at": "10:30 01/04/2024",
        "act": "withdraw",
        "expected": "wrong-state",
        "found": "done",
    }


def test_an_act_that_nobody_knows_is_told_with_file_and_dossier(play):
    with pytest.raises(ScenarioInvalid) as slip:
        play(act("01T10:30", "bribe"))

    assert slip.value.params == {"file": "morning.toml", "where": "first", "what": "“bribe” cannot be played here"}


def test_nothing_is_done_on_a_dossier_before_it_is_filed(certified, terms, tmp_path):
    unfiled = (MORNING % {"filed": FILED, "acts": ""}).replace('"submit"', '"accept"', 1)
    (tmp_path / "unfiled.toml").write_text(unfiled, encoding="utf-8")

    with pytest.raises(ScenarioInvalid, match="“accept” cannot be played here"):
        playing.play(scenario.load("unfiled", tmp_path))


# --- the other acts --------------------------------------------------------------------------------------------------
ASKED = (
    '{ at = 2024-04-02T09:00:00, by = "binh", act = "request_supplement", '
    'items = { "id-card" = "Thiếu" }, reason = "Thiếu" },'
)


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ([act("02T09:00", "stop", by="chi", reason="Không còn")], State.STOPPED),
        (
            [
                act("02T09:00", "request_obligation", by="binh", notice="TB-1", vnd=1000),
                act("03T09:00", "settle_obligation", voucher="KB-1", vnd=1000),
            ],
            State.PROCESSING,
        ),
        (
            [
                ASKED,
                act("03T09:00", "upload", by="lan", paper="id-card"),
                act("03T09:10", "send_supplement", by="lan"),
                act("03T10:00", "confirm_supplement"),
                act("03T10:10", "scan_and_certify"),
            ],
            State.PROCESSING,
        ),
        ([ASKED, act("20T09:00", "lapse")], State.STOPPED),
    ],
    ids=["stopped", "an obligation", "a supplement", "a supplement that never came"],
)
def test_what_may_happen_in_an_office_can_be_played(play, acts, state):
    played = play("".join(acts))

    assert Dossier.objects.get(pk=played.ids["first"]).state == state


# --- the story -------------------------------------------------------------------------------------------------------
def test_a_play_is_told_with_its_ledger_its_papers_and_its_refusals(play, tmp_path):
    played = play(act("01T10:30", "accept", refused="wrong-state") + TO_THE_END)
    morning = scenario.load("morning", tmp_path)
    papers = folder.write(played.ids["first"], tmp_path / "papers")

    told = story.read(morning.dossiers[0], played, papers)

    assert told.path == ["registered", "received", "digitized", "processing", "signed", "returned"]
    assert [(paper.name, paper.verdict) for paper in papers] == [
        ("form-01", ""),
        ("form-05", ""),
        ("result", "genuine"),
    ]
    assert told.result.path.read_bytes().startswith(b"%PDF-")
    document = story.as_document(told)
    assert (document["due_on"], document["lateness"]) == ("2024-04-08", "early")
    assert document["ledger"][-1]["on"] == document["due_on"]
    assert document["result_pdf"] == str(told.result.path)


def test_a_story_is_printed_whole(play, tmp_path):
    played = play(act("01T10:30", "accept", refused="wrong-state") + TO_THE_END)
    morning = scenario.load("morning", tmp_path)
    stories = [story.read(morning.dossiers[0], played, folder.write(played.ids["first"], tmp_path / "papers"))]
    screen = Console(file=StringIO(), width=132, highlight=False)
    on_time = reports.on_time(at("2024-01-01 00:00").date(), at("2024-12-31 00:00").date(), By.AGENCY)

    telling.tell(screen, stories, story.names(stories))
    telling.tell_end(screen, stories, on_time, journal.verify())

    printed = screen.file.getvalue()
    for expected in ("Hồ sơ thứ nhất", "Nguyễn Thị An", "Lê Văn Bình", "08/04/2024", "Ủy ban nhân dân xã An Phú", "✓"):
        assert expected in printed
    # The one act that was refused, and neither a signature nor the journal.
    assert (printed.count("✗"), printed.count("✓")) == (1, 2)
