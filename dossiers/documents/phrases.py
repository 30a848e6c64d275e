"""Phrases that several forms share: whose dossier it is, why, and whom to ask."""

from reportlab.platypus import Flowable, Paragraph

from dossiers.documents import typography
from dossiers.documents.facts import Contact, Party
from dossiers.documents.typography import plain


def owner(party: Party, request: str) -> list[tuple[str, str]]:
    """Return the pairs with which forms 02 and 03 name the dossier."""
    return [
        ("Hồ sơ của", f"<b>{plain(party.name)}</b>"),
        ("Địa chỉ", plain(party.address)),
        ("Điện thoại, email", reached_at(party)),
        ("Nội dung yêu cầu", plain(request)),
    ]


def reached_at(party: Party) -> str:
    """Return phone and email in one line of markup."""
    return " · ".join(plain(part) for part in (party.phone, party.email) if part)


def officer(contact: Contact) -> str:
    """Return the officer to ask, in markup: the name, and the phone if there is one."""
    phone = f", số điện thoại {plain(contact.phone)}" if contact.phone else ""
    return f"<b>{plain(contact.name)}</b>{phone}"


def reason(label: str, value: str) -> list[Flowable]:
    """Return `value` behind its label, one paragraph for each line that was typed; nothing if there is none."""
    lines = typography.lines(value)
    if lines:
        lines[0] = f"<b>{label}</b> {lines[0]}"
    return [Paragraph(line, typography.PROSE) for line in lines]
