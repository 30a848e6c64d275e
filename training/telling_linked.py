"""Prints what linked services were worth and what became of the money, for people."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from interlink import names
from interlink.queries import Leg, Progress
from interlink.states import ChainState, StepState
from payments.models import Attempt
from payments.states import AttemptState, OrderState, Origin
from training.linked import Linked
from training.paid import Paid
from training.wording import hour, language, said

GOOD, WAITING, BAD = "green", "yellow", "red"
STYLES = {StepState.COMPLETED: GOOD, StepState.REFUSED: BAD, StepState.ABANDONED: BAD}
# Characters of the longest bar.
WIDTH = 50


def tell(console: Console, services: Iterable[Linked]) -> None:
    """Print every linked service: its steps, and how long the same takes office by office."""
    for each in services:
        console.print(_panel(each))


def tell_money(console: Console, orders: Iterable[Paid]) -> None:
    """Print every order: who was told of the money, and how."""
    table = Table(title=_("Payments"), title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0))
    for heading in (_("Payment order"), _("Amount"), _("State"), _("Tries"), _("Known by"), _("Receipts")):
        table.add_column(heading, justify="right" if heading == _("Amount") else "left")
    for paid in orders:
        table.add_row(*_order(paid))
    if table.row_count:
        console.print(table)


def _panel(linked: Linked) -> Panel:
    head = Text.assemble((linked.dossier.code, "bold"), f"  {linked.progress.route}")
    parts: list[RenderableType] = [head, _steps(linked.progress.legs)]
    if linked.on_paper:
        legs = tuple(leg for service in linked.on_paper.services for leg in service.legs)
        parts += [Text(said(linked.on_paper.story.title_vi, linked.on_paper.story.title_en), "bold"), _steps(legs)]
    parts += list(_bars(linked))
    state = Text(str(ChainState(linked.progress.state).label), style=_tone(linked.progress))
    title = said(linked.title_vi, linked.title_en)
    return Panel(Group(*parts), title=title, title_align="left", subtitle=state, padding=(1, 2))


def _steps(legs: Iterable[Leg]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0))
    for heading in (_("Service"), _("Sent"), _("Answered"), _("Working days"), _("Tries"), _("Outcome")):
        table.add_column(heading, justify="right" if heading in (_("Working days"), _("Tries")) else "left")
    for leg in legs:
        table.add_row(
            names.service(leg.step, language()),
            hour(leg.sent_at),
            hour(leg.answered_at),
            "–" if leg.working_days is None else str(leg.working_days),
            str(leg.tries),
            Text(str(StepState(leg.state).label), style=STYLES.get(StepState(leg.state), WAITING)),
        )
    return table


def _bars(linked: Linked) -> Iterator[Text]:
    longest = max(linked.days, linked.on_paper.days if linked.on_paper else 0, 1)
    yield _bar(_("Linked"), linked.days, longest, GOOD)
    if linked.on_paper:
        yield _bar(_("Office by office"), linked.on_paper.days, longest, WAITING)


def _bar(label: str, days: int, longest: int, style: str) -> Text:
    bar = "█" * max(1, round(days * WIDTH / longest))
    return Text.assemble(f"{label:<18}", (bar, style), "  ", (_("%(days)d working days") % {"days": days}, "bold"))


def _order(paid: Paid) -> tuple[str, str, str, str, str, str]:
    order = paid.order
    return (
        order.code,
        f"{order.amount_vnd:,} đ".replace(",", "."),
        str(OrderState(order.state).label),
        ", ".join(_attempt(attempt) for attempt in paid.attempts) or "–",
        str(Origin(paid.told_by).label) if paid.told_by else "–",
        ", ".join(receipt.number for receipt in paid.receipts) or "–",
    )


def _attempt(attempt: Attempt) -> str:
    state = str(AttemptState(attempt.state).label)
    return f"{state} ({attempt.response_code})" if attempt.response_code else state


def _tone(progress: Progress) -> str:
    return {ChainState.COMPLETED: GOOD, ChainState.PARTLY_DONE: WAITING}.get(ChainState(progress.state), BAD)
