"""Whatever people do, in whatever order, a dossier stays whole: its journal, its date, its pauses, its counts.

Random walks through the services; after each act the rows are compared with what the rows before them say.
"""

from datetime import date, timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dossiers import queries
from dossiers.models import Dossier, Paper
from dossiers.services import closing, decision, digitization, fees, handover, intake, papers, processing, supplement
from dossiers.states import FINAL, PAUSED, PaperKind, State, SupplementRule
from kernel import calendar_store, clock, journal, moves
from kernel.actors import SYSTEM
from kernel.errors import Problem
from kernel.models import Delivery, JournalEntry
from tests.calendars import at
from tests.factories.dossiers import RequirementFactory, TermsFactory
from tests.stages import DRAFT, Stage, bring
from tests.world import settle

STARTS_AT = at("2024-04-22 08:00")
# Long enough to pass a holiday week and the seven days of a supplement; the sum stays within the loaded years.
WAITS = [timedelta(0), timedelta(hours=3), timedelta(days=1), timedelta(days=4), timedelta(days=12)]
ENDS = {"refuse", "withdraw", "stop"}
# Made by the house on news, and by nobody's act.
ON_NEWS = {"sign", "ask_for_partner", "go_on_with_partners"}
MOVES = sorted({rule.name for rule in moves.rules_of(Dossier)} - ON_NEWS)


class Walk(RuleBasedStateMachine):
    """One dossier, and everybody who may do something to it."""

    world = None

    def __init__(self):
        super().__init__()
        self.world_again = transaction.atomic()
        # As a test's own transaction it is none to those who make a point of having none open.
        self.world_again._from_testcase = True
        self.world_again.__enter__()
        self.at, self.read, self.lines = STARTS_AT, None, []

    def teardown(self):
        transaction.set_rollback(True)
        self.world_again.__exit__(None, None, None)

    @initialize(
        stage=st.sampled_from([stage for stage in Stage if stage != Stage.RETURNED]),
        rule=st.sampled_from(SupplementRule),
    )
    def somebody_files(self, stage, rule):
        terms = TermsFactory(supplement_rule=rule, sla_days=3)
        RequirementFactory(terms=terms, code="form", kind=PaperKind.EFORM)
        with clock.held(self.at):
            self.pk = bring(self.world, stage, terms).pk
            settle()

    @property
    def dossier(self):
        """The row as it was read since the last act."""
        if self.read is None:
            self.read = Dossier.objects.select_related("terms", "agency", "procedure").get(pk=self.pk)
            self.lines = list(journal.history(self.read.stream))
        return self.read

    @precondition(lambda self: self.dossier.state not in FINAL)
    @rule(data=st.data(), wait=st.sampled_from(WAITS))
    def somebody_does_what_is_open(self, data, wait):
        self.at += wait
        offers = self.offers()
        lively = [offer for offer in offers if offer[0] not in ENDS] or offers
        if lively:
            self.act(*data.draw(st.sampled_from(lively)))

    @rule(move=st.sampled_from(MOVES), who=st.sampled_from("ABCLS"))
    def somebody_tries_anything(self, move, who):
        if move not in ENDS:
            self.act(move, who)

    @precondition(lambda self: len(self.lines) > 8 and self.dossier.state not in FINAL)
    @rule(move=st.sampled_from(sorted(ENDS)), who=st.sampled_from("ACL"))
    def somebody_ends_it(self, move, who):
        self.act(move, who)

    @precondition(lambda self: self.dossier.state in (State.REGISTERED, State.AWAITING_SUPPLEMENT))
    @rule(who=st.sampled_from("AL"))
    def a_paper_is_brought(self, who):
        self.try_to(lambda: papers.present(self.pk, requirement="form", originals=1, by=self.actors()[who]))

    def offers(self):
        """Return every move that is open now, with who may make it."""
        with clock.held(self.at):
            return [
                (offer.name, who)
                for who, actor in self.actors().items()
                for offer in moves.available(self.dossier, by=actor)
                if offer.is_open and offer.name not in ON_NEWS
            ]

    def actors(self):
        world = self.world
        return {
            "A": world.an.actor,
            "B": world.binh.actor,
            "C": world.chi.actor,
            "L": world.lan.actor,
            "S": SYSTEM,
        }

    def act(self, move, who):
        by, pk, world = self.actors()[who], self.pk, self.world
        with clock.held(self.at):
            tomorrow = calendar_store.loaded().add_days(max(self.dossier.due_on or date.min, clock.today()), 1)
        acts = {
            "accept": lambda: intake.accept(pk, by=by),
            "refuse": lambda: closing.refuse(pk, by=by, reason="Sai nơi nộp"),
            "request_supplement": lambda: supplement.request(pk, by=by, items={"form": "Mờ"}, reason="Không đọc được"),
            "send_supplement": lambda: supplement.send(pk, by=by),
            "complete_supplement": lambda: supplement.confirm(pk, by=by),
            "lapse": lambda: closing.lapse(pk, by=by),
            "digitize": lambda: digitization.finish(pk, by=by),
            "begin": lambda: processing.begin(pk, by=by, officer_id=world.binh.id),
            "request_obligation": lambda: fees.request_obligation(pk, by=by, amount_vnd=1000, notice="TB-1"),
            "settle_obligation": lambda: (
                fees.settle_obligation(pk, by=by, amount_vnd=1000, voucher="KB-1"),
                settle(),
            ),
            "reassign": lambda: processing.reassign(pk, by=by, officer_id=world.binh.id),
            # Beyond the boundary nobody of this cast would see it again.
            "forward": lambda: None,
            "switch_procedure": lambda: processing.switch_procedure(pk, by=by, procedure=self.dossier.procedure.code),
            "propose": lambda: processing.propose(pk, by=by, content=DRAFT),
            "recall": lambda: processing.recall(pk, by=by),
            "send_back": lambda: decision.send_back(pk, by=by, reason="Ghi rõ"),
            "approve": lambda: decision.approve(pk, by=by),
            "apologise": lambda: decision.apologise(pk, by=by, new_date=tomorrow, reason="Phải xác minh"),
            "return_result": lambda: handover.return_result(pk, by=by),
            "withdraw": lambda: closing.withdraw(pk, by=by, reason="Đổi ý"),
            "stop": lambda: closing.stop(pk, by=by, reason="Không còn đối tượng"),
        }
        self.try_to(acts[move])

    def try_to(self, act):
        """Do it at the hour of the walk; what is refused changes nothing."""
        before = self.rows()
        try:
            with clock.held(self.at):
                act()
                settle()
        except Problem:
            assert self.rows() == before
        self.read = None

    def rows(self):
        papers = Paper.objects.filter(dossier_id=self.pk).order_by("pk").values()
        return [Dossier.objects.filter(pk=self.pk).values().get(), list(papers), JournalEntry.objects.count()]

    # --- what always holds ---------------------------------------------------------------------------------------
    @invariant()
    def the_journal_is_whole_and_its_head_is_the_last_line(self):
        dossier = self.dossier
        last = self.lines[-1]
        assert journal.verify(dossier.stream).verified
        assert (dossier.journal_sequence, dossier.journal_digest, dossier.journal_at) == (
            last.sequence,
            last.digest,
            last.at,
        )
        assert last.at <= self.at

    @invariant()
    def the_journal_tells_the_state(self):
        dossier = self.dossier
        steps = [(line.source, line.target) for line in self.lines if line.move]
        states = ["registered", *(target for _source, target in steps)]
        assert [source for source, _target in steps] == states[:-1]
        assert states[-1] == dossier.state

    @invariant()
    def the_due_date_is_what_the_facts_explain(self):
        dossier = self.dossier
        if dossier.received_at:
            assert dossier.due_on == queries.explain(dossier).due_on
            assert calendar_store.loaded().is_working(dossier.due_on)
        else:
            assert dossier.due_on is None

    @invariant()
    def it_is_closed_if_and_only_if_its_state_is_final(self):
        dossier = self.dossier
        assert (dossier.closed_at is not None) == (dossier.state in FINAL)
        assert (dossier.finished_at is not None) == (dossier.state in (*FINAL, State.SIGNED))

    @invariant()
    def its_clock_is_paused_if_and_only_if_it_waits(self):
        dossier = self.dossier
        open_pauses = dossier.pauses.filter(ended_at=None).count()
        assert open_pauses == (1 if dossier.state in PAUSED else 0)
        assert (dossier.supplement_due_on is not None) >= (dossier.state == State.AWAITING_SUPPLEMENT)

    @invariant()
    def what_is_counted_is_there(self):
        dossier = self.dossier
        made = [line.move for line in self.lines]
        assert dossier.supplements_count == dossier.supplements.count() == made.count("request_supplement")
        assert dossier.pauses.count() == made.count("request_supplement") + made.count("request_obligation")
        noted = ("begin", "reassign", "propose", "recall", "send_back", "sign", "return_result")
        assert dossier.handovers.count() == sum(made.count(move) for move in noted)

    @invariant()
    def a_signed_result_has_its_number_and_its_file(self):
        dossier = self.dossier
        is_signed = dossier.state in (State.SIGNED, State.RETURNED)
        assert bool(dossier.result_number) == is_signed
        assert hasattr(dossier, "result") == is_signed
        if is_signed:
            assert (dossier.result.number, dossier.result.signed_at) == (dossier.result_number, dossier.finished_at)

    @invariant()
    def no_news_is_left_lying(self):
        assert not Delivery.objects.filter(done_at=None).exists()


def test_random_acts_leave_a_dossier_whole(certified):
    walk = type("WalkHere", (Walk,), {"world": certified})

    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=5,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
