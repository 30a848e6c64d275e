"""What happened, in words: every event of a dossier has its label in both languages."""

from dataclasses import is_dataclass

import pytest
from django.utils import translation

from dossiers import events, labels
from dossiers.labels import label_of
from kernel.events import name_of


def events_of_a_dossier():
    return [event for event in vars(events).values() if is_dataclass(event)]


def test_every_event_of_a_dossier_has_a_label():
    assert {name_of(event) for event in events_of_a_dossier()} == labels.LABELS.keys()


def test_no_two_events_are_called_the_same():
    with translation.override("en"):
        words = [label_of(name) for name in labels.LABELS]

    assert len(words) == len(set(words))


@pytest.mark.parametrize(("language", "label"), [("en", "Accepted"), ("vi", "Tiếp nhận")])
def test_a_label_is_told_in_the_language_in_force(language, label):
    with translation.override(language):
        assert label_of("dossiers.DossierAccepted") == label


def test_an_event_that_nobody_named_is_told_by_its_name():
    assert label_of("payments.OrderPaid") == "payments.OrderPaid"
