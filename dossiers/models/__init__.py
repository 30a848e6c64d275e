"""The rows of the case; one module per noun."""

from dossiers.models.counters import DossierCounter, ResultCounter
from dossiers.models.dossier import Dossier
from dossiers.models.handover import Handover
from dossiers.models.identity_check import IdentityCheck
from dossiers.models.paper import Paper, StoredFile, VaultPaper
from dossiers.models.partner import PartnerResult
from dossiers.models.pause import Pause
from dossiers.models.portal import PortalSync, ProgressRecord
from dossiers.models.procedure import Fee, PaperRequirement, Procedure, ProcedureTerms
from dossiers.models.receipt import EReceipt
from dossiers.models.result import Result
from dossiers.models.supplement import Supplement, SupplementItem

__all__ = [
    "Dossier",
    "DossierCounter",
    "EReceipt",
    "Fee",
    "Handover",
    "IdentityCheck",
    "Paper",
    "PaperRequirement",
    "PartnerResult",
    "Pause",
    "PortalSync",
    "Procedure",
    "ProcedureTerms",
    "ProgressRecord",
    "Result",
    "ResultCounter",
    "StoredFile",
    "Supplement",
    "SupplementItem",
    "VaultPaper",
]
