"""Tasks of the kernel, and the base class that lets time stand still inside every task."""

from typing import Any

from celery import Task, shared_task

from kernel import clock, delivery, pulse


class HeldTask(Task):
    """One task is one unit of work: one look at the clock."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with clock.unit_of_work():
            return super().__call__(*args, **kwargs)


@shared_task(base=HeldTask)
def deliver_news() -> None:
    delivery.drain()


@shared_task(base=HeldTask, bind=True)
def feel_pulse(self: Task) -> None:
    pulse.beat(self.request.hostname or "")
