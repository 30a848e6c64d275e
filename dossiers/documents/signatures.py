"""Places for signatures: side by side for those present at the counter, at right for the head of an agency."""

from collections.abc import Sequence

from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table

from dossiers.documents import typography
from dossiers.documents.facts import Leader
from dossiers.documents.sheet import TEXT_WIDTH
from dossiers.documents.typography import plain

_ROOM = 46
_STYLE = [
    ("FONTNAME", (0, 0), (-1, -1), typography.SERIF),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 6),
    ("RIGHTPADDING", (0, 0), (-1, -1), 6),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]


def side_by_side(last_words: Sequence[Flowable], *places: tuple[str, str]) -> KeepTogether:
    """Return the last words and under them one place for each (role, name), so that no place stands alone on a page.

    A single place stands at right.
    """
    return _under(last_words, [_place([role], name, "(Ký và ghi rõ họ tên)") for role, name in places])


def of_leader(last_words: Sequence[Flowable], leader: Leader) -> KeepTogether:
    """Return the last words and under them the place where the head of the agency signs and the seal is set."""
    place = _place([leader.authority, leader.position], leader.name, "(Ký, ghi rõ họ tên và đóng dấu)")
    return _under(last_words, [place])


def _under(last_words: Sequence[Flowable], places: list[list[Flowable]]) -> KeepTogether:
    columns = places if len(places) > 1 else [[], *places]
    table = Table([columns], colWidths=[TEXT_WIDTH / len(columns)] * len(columns), style=_STYLE)
    return KeepTogether([*last_words, typography.gap(14), table])


def _place(roles: Sequence[str], name: str, hint: str) -> list[Flowable]:
    heads = [Paragraph(plain(role.upper()), typography.BOLD_CAPITALS) for role in roles if role]
    hint_line = Paragraph(hint, typography.CENTRED_NOTE)
    return [*heads, hint_line, typography.gap(_ROOM), Paragraph(plain(name), typography.SUBTITLE)]
