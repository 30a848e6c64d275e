"""Progress bars for long commands, on the error channel so that what is printed stays clean."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from training.services.world import Stage


@contextmanager
def bar(console: Console, total: int) -> Iterator[Progress]:
    """Show a bar with a label, how many of how many, and the time it takes; it disappears when done."""
    columns = (TextColumn("{task.description:<44}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task("", total=total)
        yield progress


def run(console: Console, stages: Iterable[Stage]) -> None:
    """Run named stages in order, with a bar."""
    planned = list(stages)
    with bar(console, len(planned)) as shown:
        for name, make in planned:
            shown.update(shown.task_ids[0], description=name)
            make()
            shown.advance(shown.task_ids[0])
