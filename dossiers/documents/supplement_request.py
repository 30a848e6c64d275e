"""Form 02, the request for missing or incorrect papers ("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")."""

from dataclasses import dataclass

from reportlab.platypus import Paragraph

from dossiers.documents import letterhead, phrases, sheet, signatures, tables, typography
from dossiers.documents.facts import Component, Contact, Letterhead, Party

TITLE = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
FORM = "Mẫu số 02"


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """The facts of form 02; each component says in `defect` what is missing or incorrect. `guide` signs."""

    letterhead: Letterhead
    code: str
    owner: Party
    request: str
    components: tuple[Component, ...]
    reason: str
    contact: Contact
    guide: str


def render(facts: SupplementRequest) -> bytes:
    imprint = letterhead.imprint(facts.letterhead, TITLE, form=FORM, foot=f"Mã hồ sơ {facts.code}")
    story = [
        letterhead.head(facts.letterhead),
        *letterhead.title(TITLE, f"Mã hồ sơ: {facts.code}"),
        tables.pairs(phrases.owner(facts.owner, facts.request)),
        typography.gap(8),
        Paragraph("Đề nghị Ông/Bà bổ sung, hoàn thiện hồ sơ gồm những giấy tờ, nội dung sau:", typography.BODY),
        typography.gap(3),
        tables.components(facts.components, name="Giấy tờ, nội dung cần bổ sung, hoàn thiện"),
        typography.gap(10),
        *phrases.reason("Lý do:", facts.reason),
        signatures.side_by_side(
            [Paragraph(_whom_to_ask(facts.contact), typography.PROSE)],
            ("Người hướng dẫn", facts.guide),
        ),
    ]
    return sheet.press(story, imprint)


def _whom_to_ask(contact: Contact) -> str:
    return (
        "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, xin Ông/Bà liên hệ để được hướng dẫn: "
        f"{phrases.officer(contact)}./."
    )
