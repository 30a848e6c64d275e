"""Another office is called with patience that ends, and never while a transaction is open (architecture, section 3)."""

import httpx
import pytest
from django.db import transaction

from kernel import telephone
from kernel.telephone import NoAnswer


def office(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("202 Accepted", [("Content-Type", "text/plain")])
    return [environ["REQUEST_METHOD"].encode(), b" ", environ["QUERY_STRING"].encode(), b" ", body]


def test_a_call_reaches_the_office_and_brings_its_answer(db):
    with telephone.through(httpx.WSGITransport(office)):
        answer = telephone.call("POST", "http://office.example/inbox", params={"a": "1"}, content=b"paper")

    assert (answer.status_code, answer.text) == (202, "POST a=1 paper")


def test_a_dead_line_is_no_answer_and_names_the_office_only(db):
    with pytest.raises(NoAnswer) as silence:
        telephone.call("GET", "http://127.0.0.1:1/secret?key=1")

    assert silence.value.params == {"office": "127.0.0.1"}
    assert silence.value.status == 503


def test_nobody_is_called_while_a_transaction_is_open(db):
    with (
        telephone.through(httpx.WSGITransport(office)),
        transaction.atomic(),
        pytest.raises(RuntimeError, match="transaction is open"),
    ):
        telephone.call("GET", "http://office.example/")


def test_the_line_of_outside_is_back_after_a_line_of_ones_own(db):
    with telephone.through(httpx.WSGITransport(office)):
        telephone.call("GET", "http://office.example/")

    with pytest.raises(NoAnswer):
        telephone.call("GET", "http://127.0.0.1:1/")
