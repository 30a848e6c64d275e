"""Vietnamese first, English complete: no sentence of the house is without its Vietnamese."""

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests import translations


def catalogue(**strings: str) -> Catalog:
    made = Catalog(locale="vi", fuzzy=False)
    for message, string in strings.items():
        made.add(message, string, locations=[("kernel/a.py", 1)])
    return made


def test_every_sentence_of_the_house_is_translated():
    found, known = translations.sentences(translations.sources()), translations.stored(translations.PO)

    assert list(translations.gaps(found, known)) == []


def test_the_compiled_catalogue_says_what_the_readable_one_says():
    known = translations.stored(translations.PO)

    assert translations.compiled_anew(known, translations.PO.with_suffix(".mo"))


def test_a_sentence_with_a_context_is_compiled_with_it(tmp_path):
    made = Catalog(locale="vi", fuzzy=False)
    made.add("calendar days", "ngày", locations=[("kernel/a.py", 1)], context="rows")
    with (tmp_path / "django.mo").open("wb") as mo:
        write_mo(mo, made)

    assert translations.compiled_anew(made, tmp_path / "django.mo")


def test_a_sentence_without_translation_is_missed():
    assert len(list(translations.gaps(catalogue(Open=""), catalogue()))) == 1
    assert len(list(translations.gaps(catalogue(Open=""), catalogue(Open="")))) == 1
    assert list(translations.gaps(catalogue(Open=""), catalogue(Open="Mở"))) == []


def test_a_lost_placeholder_is_missed():
    lost = translations.gaps(catalogue(**{"%(days)s days": ""}), catalogue(**{"%(days)s days": "ngày"}))

    assert list(lost) == ["other placeholders: '%(days)s days'"]


def test_a_translation_of_nothing_is_missed():
    assert list(translations.gaps(catalogue(), catalogue(Open="Mở"))) == ["no longer used: 'Open'"]


def test_sentences_are_read_from_python_and_from_templates(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    module, template = tmp_path / "a.py", tmp_path / "b.html"
    module.write_text('from x import gettext_lazy as _\nSENTENCE = _("The door is open.")\n')
    template.write_text(
        '{% load i18n %}\n   "{% translate "Come in" %}\n {% blocktranslate %}by {{ hour }}{% endblocktranslate %}'
    )

    found = translations.sentences(iter([module, template]))

    assert [message.id for message in found if message.id] == ["The door is open.", "Come in", "by %(hour)s"]
