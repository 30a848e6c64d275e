"""Both sides keep numbers and digests of their messages; `manage.py reconcile_messages` lists the differences."""

import json

import pytest
from django.core.management import CommandError, call_command

from interlink.models import Message
from interlink.services import reconciliation
from kernel import clock
from tests.calendars import at
from tests.interlink.conftest import CARD, REGISTRATION, RESIDENCE, number, reply
from tests.world import settle

SINCE = at("2024-06-03 00:00")


def differences(agency):
    return [(found.kind, found.message_id) for found in reconciliation.compare(agency, SINCE).differences]


def test_two_sides_that_remember_alike_differ_in_nothing(registered):
    compared = [
        reconciliation.compare(agency, SINCE) for agency in ("civil-status", "residence", "insurance", "labour")
    ]

    assert [(each.matching, each.differences, each.silent) for each in compared] == [
        (2, (), ""),
        (1, (), ""),
        (1, (), ""),
        (0, (), ""),
    ]


def test_a_message_that_the_agency_has_lost_is_found(registered, agencies):
    del agencies.taken[number(registered, CARD)]

    assert differences("insurance") == [("never-arrived", number(registered, CARD))]


def test_an_answer_that_never_came_is_found(registered, agencies):
    agencies.answer(number(registered, CARD), message_id="insurance-lost")

    assert differences("insurance") == [("not-received", "insurance-lost")]


def test_a_message_that_we_never_sent_is_found(registered, agencies):
    agencies.taken["H99.35.22-240603-9999/residence/1"] = ("residence", b"{}")

    assert differences("residence") == [("unknown-here", "H99.35.22-240603-9999/residence/1")]


def test_a_body_that_is_remembered_differently_is_found(registered):
    Message.objects.filter(message_id=number(registered, RESIDENCE)).update(body_sha256="0" * 64)

    assert differences("residence") == [("digest-differs", number(registered, RESIDENCE))]


def test_a_message_that_is_still_on_its_way_is_no_difference(birth, agencies):
    agencies.says["civil-status", "inbox"] = (500, b"")
    settle()

    assert differences("civil-status") == []


def test_what_was_sent_before_the_first_day_is_left_out(registered, agencies):
    del agencies.taken[number(registered, CARD)]

    assert reconciliation.compare("insurance", at("2024-06-04 00:00")).differences == ()


def test_a_list_without_the_agency_s_seal_is_not_believed(registered, agencies):
    agencies.seals = False

    assert reconciliation.compare("insurance", SINCE).silent == "seal-broken"


def test_an_agency_that_is_down_is_said_to_be(registered, agencies):
    agencies.down.add("insurance")

    assert reconciliation.compare("insurance", SINCE).silent == "HTTP 503 closed"


def test_the_command_says_in_words_that_all_is_well(registered, capsys):
    call_command("reconcile_messages")

    assert "civil-status: " in capsys.readouterr().out


def test_the_command_lists_differences_and_fails(registered, agencies, capsys):
    reply(agencies, number(registered, CARD))
    agencies.answer(number(registered, CARD), message_id="insurance-lost")

    with pytest.raises(CommandError, match="insurance"):
        call_command("reconcile_messages", agency="insurance")

    assert "  not-received  insurance-lost" in capsys.readouterr().out.splitlines()


def test_the_command_prints_a_json_document(registered, agencies, capsys):
    del agencies.taken[number(registered, REGISTRATION)]
    with clock.held(at("2024-06-05 10:00")), pytest.raises(CommandError):
        call_command("reconcile_messages", "--since", "2024-06-03", "--json")

    told = {row["agency"]: row for row in json.loads(capsys.readouterr().out)}
    assert told["civil-status"]["matching"] == 1
    assert [row["kind"] for row in told["civil-status"]["differences"]] == ["never-arrived"]
