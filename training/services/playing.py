"""Plays a scenario: the clock jumps from act to act, and the news of each act is delivered before the next."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from kernel import clock, clock_store, delivery
from kernel.errors import Problem
from kernel.sweeps import all_sweeps
from training.errors import ActTurnedOut, ScenarioInvalid, WorldAlreadyPlayed
from training.scenario import Act, DossierStory, Scenario
from training.services import acting

Progress = Callable[[Act, DossierStory], None]


@dataclass(slots=True)
class Played:
    """What a play made: the dossier ids, and the acts that were refused as expected, both by key of the scenario."""

    ids: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, list[tuple[Act, Problem]]] = field(default_factory=lambda: defaultdict(list))


def play(scenario: Scenario, *, told: Progress = lambda act, story: None) -> Played:
    """Play every act at its hour, with the clock frozen in between.

    told  is called before each act
    Raises WorldAlreadyPlayed, ScenarioInvalid (an unknown act), ActTurnedOut, or the problem of an act that fails.
    """
    if clock_store.is_past(scenario.starts_at):
        raise WorldAlreadyPlayed(shown_at=f"{clock.now():%d/%m/%Y}", starts_at=f"{scenario.starts_at:%d/%m/%Y}")
    clock_store.start(scenario.starts_at)
    made = Played()
    with delivery.by_hand():
        for act, story in scenario.in_order():
            told(act, story)
            clock_store.jump(act.at)
            _perform(scenario, act, story, made)
            settle()
    return made


def settle() -> None:
    """Deliver the news and play every sweep until nothing is left to do at this hour."""
    while delivery.drain() + sum(sweep() for sweep in all_sweeps().values()):
        pass


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
    if act.name == "submit":
        made.ids[story.key] = acting.submit(act.facts, by).pk
    elif act.name in acting.ACTS and story.key in made.ids:
        acting.ACTS[act.name](made.ids[story.key], act.facts, by)
    else:
        raise ScenarioInvalid(file=f"{scenario.name}.toml", where=story.key, what=f"“{act.name}” cannot be played here")
