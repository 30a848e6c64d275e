"""The papers of the agencies: one page of Vietnamese text, signed by the agency, kept under its digest."""

from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from threading import Lock

from django.db import transaction
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kernel import clock
from sandbox import notary
from sandbox.agencies.desks.case import Sheet, shown
from sandbox.agencies.models import Credential, SignedPaper
from sandbox.agencies.offices import Office
from sandbox.notary import Pem

MARKING = "BẢN TẬP HUẤN - MÔ PHỎNG - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
ROOT = "root"
PLAIN, BOLD = "AgencySerif", "AgencySerif-Bold"
_FACES = {PLAIN: "SourceSerifPro-Regular.ttf", BOLD: "SourceSerifPro-Bold.ttf"}
LEFT, TEXT_LEFT, LEADING = 70, 230, 18
# A font keeps its reading position in itself: two papers set at once would take each other's accents.
_PRESS = Lock()


def _register() -> None:
    for name, file in _FACES.items():
        pdfmetrics.registerFont(TTFont(name, str(files("font_source_serif_pro") / "files" / file), asciiReadable=False))


_register()


def signed(sheet: Sheet, office: Office) -> SignedPaper:
    """Return a sheet as a paper of the office, signed at the simulated hour. Keep it out of a transaction."""
    return _kept(_signed(sheet, office), office, "")


def signed_beforehand(service: str, office: Office) -> SignedPaper:
    """Return the one paper that goes out with every result of a service; it is signed when it is first wanted."""
    known = SignedPaper.objects.filter(agency=office.code, service=service).first()
    if known is not None:
        return known
    sheet = Sheet("KẾT QUẢ GIẢI QUYẾT", "00", (("Dịch vụ", service), ("Ghi chú", "Bản ký sẵn để đo tốc độ.")))
    return _kept(_signed(sheet, office), office, service)


def root() -> Pem:
    """Return the authority of the outside world; it is founded when it is first asked for."""
    return _credential(ROOT, notary.found)


def printed(sheet: Sheet, office: Office) -> bytes:
    """Return a sheet as an unsigned page."""
    output = BytesIO()
    width, height = A4
    with _PRESS:
        canvas = Canvas(output, pagesize=A4, invariant=1, lang="vi", initialFontName=PLAIN)
        canvas.setTitle(f"{sheet.title} {sheet.number}".strip())
        canvas.setFont(BOLD, 11)
        canvas.drawString(LEFT, height - 70, office.seal_vi)
        canvas.setFont(BOLD, 16)
        canvas.drawCentredString(width / 2, height - 130, sheet.title)
        canvas.setFont(PLAIN, 11)
        if sheet.number:
            canvas.drawCentredString(width / 2, height - 150, f"Số: {sheet.number}")
        line = height - 195
        for label, text in (*sheet.lines, ("Ngày ký", shown(clock.today()))):
            canvas.drawString(LEFT, line, label)
            for part in simpleSplit(text, PLAIN, 11, width - TEXT_LEFT - LEFT) or [""]:
                canvas.drawString(TEXT_LEFT, line, part)
                line -= LEADING
        canvas.setFillGray(0.35)
        canvas.drawCentredString(width / 2, 40, MARKING)
        canvas.save()
    return output.getvalue()


def _signed(sheet: Sheet, office: Office) -> bytes:
    authority = root()
    holder = _credential(office.code, lambda: notary.issue(office.seal_vi, office.name_vi, authority))
    return notary.sign(
        printed(sheet, office), holder=holder, root=authority, reason=sheet.title.capitalize(), at=clock.now()
    )


def _kept(content: bytes, office: Office, service: str) -> SignedPaper:
    """Keep a paper; of one signed beforehand by two at once the first is kept."""
    told = {"sha256": sha256(content).hexdigest(), "content": content, "signed_at": clock.now()}
    if not service:
        return SignedPaper.objects.create(agency=office.code, **told)
    return SignedPaper.objects.get_or_create(agency=office.code, service=service, defaults=told)[0]


def _credential(holder: str, make: Callable[[], Pem]) -> Pem:
    known = Credential.objects.filter(holder=holder).first()
    if known is None:
        made = make()
        with transaction.atomic():
            told = {"certificate": made.certificate, "key": made.key}
            known, _created = Credential.objects.get_or_create(holder=holder, defaults=told)
    return Pem(known.certificate, known.key)
