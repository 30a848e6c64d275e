"""Reads the catalogue of a legal year from its TOML files, and lets nothing pass that does not hold together."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, TypeVar

from dossiers.catalogue.checks import complaints
from dossiers.catalogue.entries import (
    Answer,
    Catalogue,
    Choice,
    Field,
    FormField,
    Paper,
    Procedure,
    Question,
    ResultCode,
    Slug,
)
from dossiers.catalogue.rows import CatalogueError, Shape, build
from dossiers.states import PaperKind

PROCEDURES_2024 = Path(__file__).with_name("procedures-2024.toml")
Contents = TypeVar("Contents")
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class _Procedures:
    """procedures-YEAR.toml; `papers` and `questions` are the names of the files beside it."""

    legal_year: int
    papers: str
    questions: str
    field: tuple[Field, ...]
    procedure: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class _Paper:
    name_vi: str
    name_en: str
    kind: PaperKind
    reusable: bool = False
    result_code: ResultCode | None = None


@dataclass(frozen=True, slots=True)
class _Papers:
    papers: dict[str, _Paper]


@dataclass(frozen=True, slots=True)
class _Labels:
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True)
class _Question:
    label_vi: str
    label_en: str
    type: Answer
    choices: Question | None = None


@dataclass(frozen=True, slots=True)
class _Questions:
    questions: dict[str, _Question]
    choices: dict[str, dict[str, _Labels]]


@dataclass(frozen=True, slots=True)
class _PaperUse:
    code: Slug
    required: bool = True
    count: int = 1


@dataclass(frozen=True, slots=True)
class _Named:
    """The parts of a procedure that name an entry defined elsewhere."""

    field: Slug
    papers: tuple[_PaperUse, ...]
    form: tuple[Annotated[str, Shape(r"[a-z][a-z0-9_]*\??")], ...]


def load(path: Path = PROCEDURES_2024) -> Catalogue:
    """Return the catalogue of a procedures file and of the papers and questions that it names.

    Raises CatalogueError, whose message names the file, the procedure and the field; OSError for a missing file.
    """
    contents = _contents(_Procedures, path)
    papers = _contents(_Papers, path.with_name(contents.papers)).papers
    form_fields = _form_fields(path.with_name(contents.questions))
    fields = {field.code: field for field in contents.field}
    procedures = tuple(_procedure(path.name, row, fields, papers, form_fields) for row in contents.procedure)
    catalogue = Catalogue(contents.legal_year, contents.field, procedures)
    if found := [f"{path.name}: {complaint}" for complaint in complaints(catalogue)]:
        raise CatalogueError("\n".join(found))
    return catalogue


def _contents(cls: type[Contents], path: Path) -> Contents:
    try:
        return build(cls, path.name, tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def _form_fields(path: Path) -> dict[str, FormField]:
    """Return each question as a required field; the procedure that asks it may relax that."""
    contents = _contents(_Questions, path)
    return {
        name: FormField(name, question.label_vi, question.label_en, question.type, True, _choices(path, name, contents))
        for name, question in contents.questions.items()
    }


def _choices(path: Path, name: str, contents: _Questions) -> tuple[Choice, ...]:
    question = contents.questions[name]
    if (question.type is Answer.CHOICE) != (question.choices is not None):
        raise CatalogueError(f"{path.name}: questions.{name}: choices: belong to the type choice, and only to it")
    if question.choices is None:
        return ()
    listed = _defined(contents.choices, f"{path.name}: questions.{name}: choices", question.choices)
    return tuple(Choice(value, labels.label_vi, labels.label_en) for value, labels in listed.items())


def _procedure(
    file: str,
    row: dict[str, object],
    fields: dict[str, Field],
    papers: dict[str, _Paper],
    form_fields: dict[str, FormField],
) -> Procedure:
    where = f"{file}: procedure {row.get('code', 'without a code')}"
    named = build(_Named, where, {key: row[key] for key in ("field", "papers", "form") if key in row})
    return build(
        Procedure,
        where,
        {key: value for key, value in row.items() if key not in ("field", "papers", "form")},
        field=_defined(fields, f"{where}: field", named.field),
        papers=tuple(_paper(_defined(papers, f"{where}: papers", use.code), use) for use in named.papers),
        form=tuple(_asked(_defined(form_fields, f"{where}: form", name.rstrip("?")), name) for name in named.form),
    )


def _paper(paper: _Paper, use: _PaperUse) -> Paper:
    return Paper(
        code=use.code,
        name_vi=paper.name_vi,
        name_en=paper.name_en,
        kind=paper.kind,
        required=use.required,
        count=use.count,
        reusable=paper.reusable,
        result_code=paper.result_code,
    )


def _asked(field: FormField, name: str) -> FormField:
    return replace(field, required=not name.endswith("?"))


def _defined(entries: Mapping[str, Entry], where: str, name: str) -> Entry:
    if name not in entries:
        raise CatalogueError(f"{where}: {name!r} is not defined")
    return entries[name]
