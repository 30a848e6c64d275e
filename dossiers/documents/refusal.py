"""Form 03, the refusal of a dossier ("Phiếu từ chối giải quyết hồ sơ")."""

from dataclasses import dataclass

from reportlab.platypus import Paragraph

from dossiers.documents import letterhead, phrases, sheet, signatures, tables, typography
from dossiers.documents.facts import Contact, Letterhead, Party
from dossiers.documents.typography import plain

TITLE = "Phiếu từ chối giải quyết hồ sơ"
FORM = "Mẫu số 03"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The facts of form 03; the reason never stands without its legal ground."""

    letterhead: Letterhead
    code: str
    owner: Party
    request: str
    reason: str
    legal_ground: str
    contact: Contact
    submitter: str
    receiver: str


def render(facts: Refusal) -> bytes:
    imprint = letterhead.imprint(facts.letterhead, TITLE, form=FORM, foot=f"Mã hồ sơ {facts.code}")
    story = [
        letterhead.head(facts.letterhead),
        *letterhead.title(TITLE, f"Mã hồ sơ: {facts.code}"),
        tables.pairs(phrases.owner(facts.owner, facts.request)),
        typography.gap(8),
        Paragraph(
            f"Qua xem xét, {plain(facts.letterhead.agency)} thông báo không tiếp nhận, giải quyết hồ sơ này "
            "với lý do cụ thể như sau:",
            typography.PROSE,
        ),
        *phrases.reason("Lý do:", facts.reason),
        *phrases.reason("Căn cứ pháp lý:", facts.legal_ground),
        signatures.side_by_side(
            [Paragraph(_farewell(facts.contact), typography.PROSE)],
            ("Người nộp hồ sơ", facts.submitter),
            ("Người tiếp nhận hồ sơ", facts.receiver),
        ),
    ]
    return sheet.press(story, imprint)


def _farewell(contact: Contact) -> str:
    return (
        "Xin thông báo để Ông/Bà được biết và thực hiện. Nếu cần trao đổi thêm, Ông/Bà liên hệ với "
        f"{phrases.officer(contact)}./."
    )
