"""What a result can say of a linked service: which agency did what under which number, and what came to nothing."""

from dossiers.models import Dossier
from interlink import names, queries
from interlink.adapters import partners
from interlink.states import StepState

# Official papers are Vietnamese.
VI = "vi"
NOT_DONE = "Không thực hiện"
SETTLED_WITHOUT = (StepState.REFUSED, StepState.ABANDONED)


def partner_rows(dossier: Dossier) -> list[tuple[str, str]]:
    """Return label and text for each part of an ended linked service, what stands first; nothing for other dossiers."""
    if dossier.chain is None or dossier.chain_ended_at is None:
        return []
    done = list(dossier.partner_results.all())
    lacking = [
        (names.service(leg.step, VI), f"{NOT_DONE}: {leg.reason or leg.state}")
        for leg in queries.progress(dossier.chain).legs
        if leg.state in SETTLED_WITHOUT and leg.step not in {result.step for result in done}
    ]
    return [(names.service(result.step, VI), _told(result.agency, result.findings)) for result in done] + lacking


def why_nothing_more(dossier: Dossier) -> str:
    """Return why a part of the linked service came to nothing; "" if nothing did."""
    if dossier.chain is None or dossier.chain_ended_at is None:
        return ""
    return queries.ended(dossier.chain).reason


def _told(agency: str, findings: dict[str, object]) -> str:
    facts = "; ".join(f"{label}: {text}" for label, text in names.findings(findings, VI))
    return f"{facts} ({partners.name_of(agency, VI)})" if facts else partners.name_of(agency, VI)
