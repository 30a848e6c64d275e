"""The facts that several papers share; each paper adds its own beside its layout."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues the paper, under which number, where and when. `superior` may be empty."""

    superior: str
    agency: str
    number: str
    place: str
    on: date


@dataclass(frozen=True, slots=True)
class Party:
    """A person or organisation as the papers address it; what is not known is empty and not printed."""

    name: str
    address: str
    phone: str = ""
    email: str = ""
    personal_number: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """One paper of a dossier ("thành phần hồ sơ") and in how many pieces; `defect` says what is wrong with it."""

    name: str
    originals: int = 0
    certified_copies: int = 0
    photocopies: int = 0
    defect: str = ""


@dataclass(frozen=True, slots=True)
class Charged:
    """A line that is to be paid, or was."""

    name: str
    code: str
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class Contact:
    """The officer a citizen may ask."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Leader:
    """Who signs for an agency: "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", the name."""

    authority: str
    position: str
    name: str
