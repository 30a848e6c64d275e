"""Keeps the Vietnamese catalogue complete: English is in the source, and every sentence of it has its Vietnamese.

python -m tests.translations                      say what is missing; exit 1 if anything is
python -m tests.translations --gather [PO ...]    take every sentence into the catalogue, with the translations known
                                                  to it or to the files named, and compile it
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tests.house.source import ROOMS, ROOT

PO = ROOT / "config" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def python_of(path: Path) -> bytes:
    """Return a module as it is, or a template as the Python that Django makes of its sentences."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    # What is no sentence has become rows of X, whose indentation means nothing.
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines()).encode()


def sources() -> Iterator[Path]:
    """Yield every file that may hold a sentence."""
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))
        yield from sorted(path for path in (ROOT / room).rglob("templates/**/*") if path.is_file())


def sentences(paths: Iterator[Path]) -> Catalog:
    """Return a catalogue of every sentence found, none of them translated."""
    found = Catalog(locale="vi", fuzzy=False)
    for path in paths:
        for line, message, _comments, context in extract("python", io.BytesIO(python_of(path)), KEYWORDS):
            found.add(message, locations=[(path.relative_to(ROOT).as_posix(), line)], context=context)
    return found


def stored(path: Path) -> Catalog:
    """Return the catalogue in a file; empty when there is no file."""
    return read_po(io.BytesIO(path.read_bytes()), locale="vi") if path.exists() else Catalog(locale="vi")


def placeholders(text: str | tuple[str, ...]) -> set[str]:
    return set(PLACEHOLDER.findall(text if isinstance(text, str) else " ".join(text)))


def gaps(found: Catalog, known: Catalog) -> Iterator[str]:
    """Yield what is missing, doubtful, mismatched or left over in the catalogue, one line each."""
    for message in (message for message in found if message.id):
        translated = known.get(message.id, message.context)
        if translated is None or not is_translated(translated):
            yield f"not translated: {message.id!r} ({message.locations[0][0]})"
        elif placeholders(message.id) != placeholders(translated.string):
            yield f"other placeholders: {message.id!r}"
    for message in (message for message in known if message.id):
        if found.get(message.id, message.context) is None:
            yield f"no longer used: {message.id!r}"


def is_translated(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else message.string
    return bool(strings) and all(strings) and not message.fuzzy


def compiled_anew(known: Catalog, mo: Path) -> bool:
    """Tell whether the compiled catalogue says what the readable one says."""
    if not mo.exists():
        return False
    compiled = read_mo(io.BytesIO(mo.read_bytes()))
    return pairs(compiled) == pairs(known)


def pairs(catalog: Catalog) -> dict[object, object]:
    translated = (message for message in catalog if message.id and is_translated(message))
    return {(context_of(message), message.id): message.string for message in translated}


def context_of(message: Message) -> str | None:
    # Babel reads the contexts of a compiled catalogue as bytes.
    return message.context.decode() if isinstance(message.context, bytes) else message.context or None


def gather(others: Sequence[Path]) -> None:
    """Write the catalogue: every sentence of the source, in the source's order, and nothing else."""
    found, known = sentences(sources()), stored(PO)
    catalogues = [known, *map(stored, others)]
    merged = Catalog(
        locale="vi",
        project="Một Cửa",
        version="1",
        fuzzy=False,
        header_comment="# Every sentence of the house in Vietnamese. `make messages` gathers and compiles.",
        creation_date=known.creation_date,
        revision_date=known.creation_date,
        last_translator="Một Cửa",
        language_team="Một Cửa",
        msgid_bugs_address="",
    )
    for message in (message for message in found if message.id):
        candidates = (catalogue.get(message.id, message.context) for catalogue in catalogues)
        translated = next((candidate for candidate in candidates if candidate and is_translated(candidate)), message)
        merged.add(
            message.id, translated.string, [(path, 0) for path, _line in message.locations], context=message.context
        )
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as po, PO.with_suffix(".mo").open("wb") as mo:
        write_po(po, merged, width=110, include_lineno=False)
        write_mo(mo, merged)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.translations", description=__doc__)
    parser.add_argument("--gather", nargs="*", type=Path, metavar="PO")
    others = parser.parse_args(arguments).gather
    if others is not None:
        gather(others)
    missing = list(gaps(sentences(sources()), stored(PO)))
    if not compiled_anew(stored(PO), PO.with_suffix(".mo")):
        missing.append("django.mo is not django.po compiled: make messages")
    print(*missing, sep="\n", end="\n" if missing else "")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
