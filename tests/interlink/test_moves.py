"""The whole table of moves of chains and steps: a new transition fails here until the table is amended."""

import pytest

from interlink.models import Chain, Step
from kernel import moves

ANSWERABLE = ["failed", "paused", "ready", "retrying", "sending", "waiting"]
GIVEN_UP = ["blocked", "failed", "paused", "ready", "retrying", "waiting"]
HOUSE, CASE = "the system", "office: specialist, leader"
DESK = "the system; office: reception, specialist, leader"
LEADER = "the system; office: leader"
# move, from, to ("-" stays, "..." the row decides), who, guards
CHAIN = [
    ("carry_on", ["paused"], "running", HOUSE, []),
    ("hold", ["running"], "paused", HOUSE, []),
    ("settle", ["paused", "running"], "...", HOUSE, ["steps-open"]),
]
STEP = [
    (
        "abandon",
        ["blocked", "failed", "paused", "ready", "retrying", "waiting"],
        "abandoned",
        LEADER,
        ["step-irrevocable"],
    ),
    ("acknowledge", ["failed", "retrying", "sending"], "waiting", HOUSE, []),
    ("claim", ["ready", "retrying"], "sending", HOUSE, []),
    ("claim", ["sending"], "sending", HOUSE, ["step-on-the-telephone"]),
    ("complete", ANSWERABLE, "completed", HOUSE, []),
    ("fail", ["ready", "retrying", "sending"], "failed", HOUSE, []),
    ("nudge", ["waiting"], "-", f"the system; {CASE}", []),
    ("pause", ["failed", "ready", "retrying", "sending", "waiting"], "paused", HOUSE, []),
    ("postpone", ["sending"], "retrying", HOUSE, []),
    ("refuse", ANSWERABLE, "refused", HOUSE, []),
    ("release", ["blocked"], "ready", HOUSE, []),
    ("requeue", ["waiting"], "ready", HOUSE, []),
    ("resend", ["failed"], "ready", CASE, []),
    ("resume", ["failed", "retrying"], "ready", CASE, []),
    ("supply", ["paused"], "ready", DESK, []),
]


def table_of(model):
    rows = {}
    for rule in moves.rules_of(model):
        guards = [guard.code for guard in moves.guards_of(rule)]
        target = "-" if rule.target is None else moves.target_of(rule) or "..."
        row = (rule.name, target, str(moves.permission_of(rule)), tuple(guards))
        rows.setdefault(row, []).append(str(rule.source))
    return sorted(
        (name, sorted(sources), target, who, list(guards)) for (name, target, who, guards), sources in rows.items()
    )


@pytest.mark.parametrize(("model", "table"), [(Chain, CHAIN), (Step, STEP)])
def test_the_table_of_moves_is_this_one(model, table):
    assert table_of(model) == table


@pytest.mark.parametrize("state", ["completed", "refused", "abandoned"])
def test_nothing_leads_out_of_a_final_state(state):
    assert [rule.name for rule in moves.rules_of(Step) if rule.source == state] == []


def test_nothing_leads_out_of_an_ended_chain():
    assert {str(rule.source) for rule in moves.rules_of(Chain)} == {"running", "paused"}
