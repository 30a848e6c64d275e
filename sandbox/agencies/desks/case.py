"""One request on a desk: what was declared, what the office decides, and the entry it makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kernel import clock
from sandbox.agencies.models import Book, Outcome
from sandbox.population.models import Person
from sandbox.population.names import same_name

PAGES = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the office lacks; `what` is Vietnamese, for the applicant."""

    code: str
    what: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a signed paper says: its title, its number, lines of label and text."""

    title: str
    number: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a request. `findings` travel as the answer's data."""

    outcome: Outcome
    findings: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    items: tuple[Item, ...] = ()
    sheet: Sheet | None = None


class Refusal(Exception):
    """The office refuses. code: for machines; reason: Vietnamese, for the applicant."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code)
        self.code, self.reason = code, reason


class Lacking(Exception):
    """The office asks for a supplement."""

    def __init__(self, *items: Item) -> None:
        super().__init__(*(item.code for item in items))
        self.items = items


@dataclass(frozen=True, slots=True)
class Case:
    """A request as the desk sees it; `data` under the names of the wire, a path leads inwards ("nks.HoTen")."""

    service: str
    dossier_code: str
    message_id: str
    seed: str
    data: Mapping[str, Any]

    def told(self, path: str) -> str:
        """Return a text or a number that was declared; "" if there is none."""
        value = self._at(path)
        return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""

    def agreed(self, path: str) -> bool:
        """Tell whether a declared yes or no is a yes."""
        return self._at(path) is True

    def day(self, path: str) -> date:
        """Return a declared date. Raises Lacking for one that is none."""
        try:
            return date.fromisoformat(self.told(path))
        except ValueError:
            raise Lacking(Item(path, "Ngày ghi không đúng dạng năm-tháng-ngày.")) from None

    def past_day(self, path: str) -> date:
        """Return a declared date that has come. Raises Lacking."""
        day = self.day(path)
        if day > clock.today():
            raise Lacking(Item(path, "Ngày ghi ở tương lai."))
        return day

    def person(self, block: str, number: str = "SoDDCN") -> Person:
        """Return the person of a block, known by number and name. Raises Refusal, Lacking."""
        found = Person.objects.filter(number=self.told(f"{block}.{number}")).first()
        if found is None:
            raise Refusal(
                "person-unknown", f"Không có số định danh {self.told(f'{block}.{number}')} trong CSDL dân cư."
            )
        if not same_name(found.full_name, self.told(f"{block}.HoTen")):
            raise Lacking(Item(f"{block}.HoTen", "Họ tên không khớp với CSDL dân cư."))
        return found

    def has(self, path: str) -> bool:
        value = self._at(path)
        return isinstance(value, bool) or value not in (None, "", {})

    def _at(self, path: str) -> Any:
        value: Any = self.data
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        return value


@dataclass(frozen=True, slots=True)
class Desk:
    """A service's desk: the fields without which nothing is begun (path to Vietnamese label), and the work."""

    wanted: Mapping[str, str]
    work: Callable[[Case], Decision]

    def decide(self, case: Case) -> Decision:
        """Return what becomes of a case; whatever was entered in a register is entered. Inside a transaction."""
        lacking = [Item(path, f"Thiếu: {label}.") for path, label in self.wanted.items() if not case.has(path)]
        try:
            if lacking:
                raise Lacking(*lacking)
            return self.work(case)
        except Lacking as lack:
            return asked(*lack.items)
        except Refusal as refusal:
            return refused(refusal.code, refusal.reason)


def completed(findings: Mapping[str, Any], sheet: Sheet) -> Decision:
    return Decision(Outcome.COMPLETED, findings=findings, sheet=sheet)


def refused(code: str, reason: str) -> Decision:
    """Return a refusal with its notice; `code` travels as "maLyDo"."""
    sheet = Sheet("THÔNG BÁO TỪ CHỐI GIẢI QUYẾT", "", (("Lý do", reason),))
    return Decision(Outcome.REFUSED, findings={"maLyDo": code}, reason=reason, sheet=sheet)


def asked(*items: Item) -> Decision:
    reason = "Hồ sơ chưa đủ hoặc chưa đúng, đề nghị bổ sung."
    return Decision(Outcome.SUPPLEMENT, reason=reason, items=items)


def opened(register: str) -> Book:
    """Return this year's book, locked until the end of the transaction: entries come one by one."""
    year = clock.today().year
    book = Book.objects.select_for_update().filter(register=register, year=year).first()
    if book is not None:
        return book
    Book.objects.get_or_create(register=register, year=year)
    return Book.objects.select_for_update().get(register=register, year=year)


def next_number(book: Book) -> int:
    """Return the next number of a locked book."""
    book.last += 1
    book.save(update_fields=["last"])
    return book.last


def place_of(number: int, year: int) -> tuple[str, int]:
    """Return the volume ("01/2024") and the page in which an entry stands: one a page, 200 pages a volume."""
    volume, page = divmod(number - 1, PAGES)
    return f"{volume + 1:02}/{year}", page + 1


def shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
