"""The same services without the link: somebody carries the papers from one office to the next."""

from dataclasses import dataclass, field
from datetime import datetime

from identity.models import Agency
from interlink.models import Chain
from interlink.services import chains
from interlink.states import ChainState
from kernel import calendar_store, clock
from kernel.actors import SYSTEM
from training.errors import OfficeRefused
from training.scenario import PaperStory


@dataclass(slots=True)
class PaperWalk:
    """A family on its way; `made` are the ids of its requests in order, each a chain of one step."""

    story: PaperStory
    made: list[int]
    found: dict[str, dict[str, object]] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return len(self.made) == len(self.story.routes)

    @property
    def words(self) -> str:
        return f"{self.story.key}: {self.story.routes[len(self.made)]}"

    def next_at(self) -> datetime | None:
        """Return the hour at which the next office is asked; None while the last one works."""
        if not self.made:
            return self.story.starts_at
        finished_at = Chain.objects.get(pk=self.made[-1]).finished_at
        return calendar_store.loaded().add_minutes(finished_at, self.story.minutes) if finished_at else None

    def go_on(self) -> None:
        """Ask the next office, with what the earlier ones found out. Raises OfficeRefused if the last one did not."""
        if self.made:
            self._take_up(Chain.objects.get(pk=self.made[-1]))
        with clock.unit_of_work():
            self.made.append(self._ask(self.story.routes[len(self.made)]).pk)

    def _take_up(self, last: Chain) -> None:
        if last.state != ChainState.COMPLETED:
            raise OfficeRefused(dossier=self.story.key, service=last.route)
        self.found |= {step.code: step.findings for step in last.steps.all()}

    def _ask(self, route: str) -> Chain:
        return chains.start(
            route,
            subject=f"paper:{self.story.key}",
            code=f"{self.story.key}-{len(self.made) + 1}",
            agency_id=Agency.objects.get(code=self.story.office).pk,
            facts=self.story.facts,
            earlier=self.found,
            by=SYSTEM,
        )
