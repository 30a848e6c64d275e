"""Plays a scenario: the clock goes from one hour at which something happens to the next."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from kernel import clock, clock_store, delivery
from kernel.errors import Problem
from kernel.sweeps import due_sweeps, next_due_at
from training.errors import ActNeverComes, ActTurnedOut, ScenarioInvalid, WorldAlreadyPlayed
from training.scenario import SUBMIT, Act, DossierStory, Scenario
from training.services import acting, waiting
from training.services.on_paper import PaperWalk

Progress = Callable[[str], None]


@dataclass(slots=True)
class Played:
    """What a play made, by key of the scenario: dossier ids, chain ids of papers carried about, expected refusals."""

    ids: dict[str, int] = field(default_factory=dict)
    on_paper: dict[str, list[int]] = field(default_factory=dict)
    refusals: dict[str, list[tuple[Act, Problem]]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class DossierWalk:
    """A dossier on its way through its acts; `last_at` is the hour of the one before the next."""

    scenario: Scenario
    story: DossierStory
    made: Played
    done: int = 0
    last_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.done == len(self.story.acts)

    @property
    def words(self) -> str:
        return f"{self.story.key}: {self.story.acts[self.done].name}"

    def next_at(self) -> datetime | None:
        """Return the hour of the next act; None while nobody can know it."""
        act = self.story.acts[self.done]
        return act.at or waiting.hour_of(act, self.made.ids.get(self.story.key), self.last_at)

    def go_on(self) -> None:
        """Do the next act at the hour that the clock shows."""
        act = replace(self.story.acts[self.done], at=clock.now())
        _perform(self.scenario, act, self.story, self.made)
        self.done, self.last_at = self.done + 1, act.at


Walk = DossierWalk | PaperWalk


def play(scenario: Scenario, *, told: Progress = lambda words: None) -> Played:
    """Play every act at its hour, with the clock frozen in between; what falls due on the way is played at its own.

    told  is called before each act
    Raises WorldAlreadyPlayed, ScenarioInvalid (an unknown act), ActTurnedOut, ActNeverComes, or the problem of an act
    that fails.
    """
    if clock_store.is_past(scenario.starts_at):
        raise WorldAlreadyPlayed(shown_at=f"{clock.now():%d/%m/%Y}", starts_at=f"{scenario.starts_at:%d/%m/%Y}")
    clock_store.start(scenario.starts_at)
    made = Played()
    walks: list[Walk] = [DossierWalk(scenario, story, made) for story in scenario.dossiers]
    walks += [PaperWalk(story, made.on_paper.setdefault(story.key, [])) for story in scenario.on_paper]
    with delivery.by_hand():
        while left := [walk for walk in walks if not walk.is_over]:
            _go_on(left, told)
        if scenario.ends_at:
            _let_pass(scenario.ends_at)
    return made


def settle() -> None:
    """Deliver the news and play every sweep until nothing is left to do at this hour."""
    # The clock is frozen: one look at it is enough.
    with clock.unit_of_work():
        delivery.drain()
        while sum(sweep() for sweep in due_sweeps()):
            delivery.drain()


def _go_on(walks: list[Walk], told: Progress) -> None:
    """Play whatever comes next: the earliest act, or what falls due before it."""
    coming = [(hour, place, walk) for place, walk in enumerate(walks) if (hour := walk.next_at()) is not None]
    due_at = next_due_at()
    if not coming and due_at is None:
        raise ActNeverComes(act=walks[0].words)
    if not coming or (due_at is not None and due_at < min(coming)[0]):
        _let_come(due_at)
        return
    hour, _place, walk = min(coming)
    told(f"{hour.astimezone(clock.TZ):%d/%m/%Y %H:%M} {walk.words}")
    clock_store.jump(max(hour, clock.now()))
    walk.go_on()
    settle()


def _let_pass(until_at: datetime) -> None:
    """Let the world go on by itself until an hour."""
    while (due_at := next_due_at()) is not None and due_at <= until_at:
        _let_come(due_at)
    _let_come(until_at)


def _let_come(hour: datetime | None) -> None:
    assert hour is not None, "Something falls due."
    clock_store.jump(hour)
    settle()


def _perform(scenario: Scenario, act: Act, story: DossierStory, made: Played) -> None:
    """Do one act as one unit of work; a refusal that the scenario expects is part of the story."""
    found = "done"
    with clock.unit_of_work():
        try:
            _do(scenario, act, story, made)
        except Problem as problem:
            if problem.code != act.refused:
                raise
            found = problem.code
            made.refusals[story.key].append((act, problem))
    if found != (act.refused or "done"):
        raise ActTurnedOut(
            dossier=story.key, at=f"{act.at:%H:%M %d/%m/%Y}", act=act.name, expected=act.refused, found=found
        )


def _do(scenario: Scenario, act: Act, story: DossierStory, made: Played) -> None:
    by = acting.actor(act.by)
    if act.name == SUBMIT:
        made.ids[story.key] = acting.submit(act.facts, by).pk
    elif act.name in acting.ACTS and story.key in made.ids:
        acting.ACTS[act.name](made.ids[story.key], act.facts, by)
    else:
        raise ScenarioInvalid(file=f"{scenario.name}.toml", where=story.key, what=f"“{act.name}” cannot be played here")
