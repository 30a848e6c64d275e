"""What can go wrong with a dossier, besides the guards of its moves."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Forbidden, Invalid, Missing, Refused


class DossierMissing(Missing):
    """No such dossier, or not the actor's to see."""

    code = "dossier-missing"
    sentence = _("There is no such dossier here.")


class ProcedureUnknown(Invalid):
    """The catalogue has no such procedure. params: procedure."""

    code = "procedure-unknown"
    sentence = _("The catalogue has no procedure “%(procedure)s”.")


class ProcedureMissing(Missing):
    """The catalogue has no page of such a procedure."""

    code = "procedure-missing"
    sentence = _("The catalogue has no such procedure.")


class TermsMissing(Invalid):
    """The catalogue has the procedure but no terms in force on the day. params: procedure, on."""

    code = "terms-missing"
    sentence = _("Procedure %(procedure)s has no terms in force on %(on)s.")


class AgencyNotCompetent(Invalid):
    """The agency does not resolve this procedure. params: agency, procedure."""

    code = "agency-not-competent"
    sentence = _("Agency %(agency)s does not handle procedure %(procedure)s.")


class OwnerMissing(Invalid):
    """A desk says for whom it files."""

    code = "owner-missing"
    sentence = _("Say whose dossier it is.")


class NotTheFiler(Forbidden):
    """A citizen files for himself or, as submitter, for an owner whom he names."""

    code = "not-the-filer"
    sentence = _("A citizen files under his own personal number.")


class FormIncomplete(Invalid):
    """Required fields of the e-form are empty. params: fields."""

    code = "form-incomplete"
    sentence = _("These fields of the declaration are empty: %(fields)s.")


class FormFieldUnknown(Invalid):
    """The e-form has no such fields. params: fields."""

    code = "form-field-unknown"
    sentence = _("The declaration has no such fields: %(fields)s.")


class FormAnswerInvalid(Invalid):
    """An answer is not of the type that its field asks for. params: field, type."""

    code = "form-answer-invalid"
    sentence = _("The answer to “%(field)s” is no valid %(type)s.")


class PrefillInvalid(Invalid):
    """The proof of prefilled answers is another person's or officer's, too old, or none of ours."""

    code = "prefill-invalid"
    sentence = _("The prefilled answers are of somebody else, or too old; look the person up again.")


class IdentitySettled(Refused):
    """The owner's identity is settled; nobody asks about him again. params: identity."""

    code = "identity-settled"
    sentence = _("The owner's identity is settled already.")


class ApplicantDeceased(Refused):
    """Nobody answers for an owner who is recorded as deceased; the dossier is refused."""

    code = "applicant-deceased"
    sentence = _("The owner is recorded as deceased; this cannot be confirmed by hand.")


class CheckUnderWay(Refused):
    """The population database is being asked at this very moment, or is down."""

    code = "check-under-way"
    sentence = _("The population database is being asked already, or is down; look again in a moment.")


class RequirementUnknown(Invalid):
    """The procedure asks for no such paper. params: requirement."""

    code = "requirement-unknown"
    sentence = _("The procedure asks for no paper “%(requirement)s”.")


class PaperMissing(Missing):
    """The dossier has no such paper."""

    code = "paper-missing"
    sentence = _("The dossier has no such paper.")


class PaperWithoutScan(Refused):
    """A paper is certified from its scan. params: requirement."""

    code = "paper-without-scan"
    sentence = _("Paper “%(requirement)s” has no scan to certify.")


class PaperAlreadyDigitized(Refused):
    """A digitized paper is not replaced or certified again. params: requirement."""

    code = "paper-already-digitized"
    sentence = _("Paper “%(requirement)s” is already digitized.")


class PapersClosed(Refused):
    """Papers are added while the desk has the dossier or waits for a supplement. params: state."""

    code = "papers-closed"
    sentence = _("No paper can be added in state “%(state)s”.")


class NothingPresented(Invalid):
    """A paper is presented with at least one original or copy. params: requirement."""

    code = "nothing-presented"
    sentence = _("Say how many originals or copies of “%(requirement)s” were presented.")


class VaultPaperUnusable(Invalid):
    """The vault has no such paper of this owner, valid, and fit for this requirement. params: requirement."""

    code = "vault-paper-unusable"
    sentence = _("The owner's vault has no valid paper that can stand in for “%(requirement)s”.")


class FileEmpty(Invalid):
    """The file has no bytes."""

    code = "file-empty"
    sentence = _("The file is empty.")


class FileTooLarge(Invalid):
    """The file is larger than a paper may be. params: bytes, most_bytes."""

    code = "file-too-large"
    sentence = _("The file has %(bytes)s bytes; at most %(most_bytes)s are taken.")


class FileTypeRefused(Invalid):
    """The content is no PDF, JPEG or PNG. params: accepted."""

    code = "file-type-refused"
    sentence = _("The file is none of these: %(accepted)s.")


class FileTypeLies(Invalid):
    """The file says that it is one thing and is another. params: declared, found."""

    code = "file-type-lies"
    sentence = _("The file says that it is %(declared)s, but it is %(found)s.")


class FileUnreadable(Invalid):
    """The content breaks off, is encrypted, or cannot be opened. params: found."""

    code = "file-unreadable"
    sentence = _("The file is a damaged or locked %(found)s.")


class FileTooLong(Invalid):
    """The file has more pages than a paper may have. params: pages, most_pages."""

    code = "file-too-long"
    sentence = _("The file has %(pages)s pages; at most %(most_pages)s are taken.")


class SupplementEmpty(Invalid):
    """A supplement request names at least one paper."""

    code = "supplement-empty"
    sentence = _("Say which papers are missing and what is wrong.")


class ReasonMissing(Invalid):
    """The act needs a reason that the citizen can read."""

    code = "reason-missing"
    sentence = _("Give the reason; the citizen will read it.")


class AmountInvalid(Invalid):
    """Money is a positive whole number of đồng. params: amount_vnd."""

    code = "amount-invalid"
    sentence = _("%(amount_vnd)s is not an amount in đồng.")


class FeeAlreadySettled(Refused):
    """There is nothing left to pay."""

    code = "fee-already-settled"
    sentence = _("Nothing is left to pay.")


class FeeNotDueYet(Refused):
    """A fee that is paid later is due from acceptance on."""

    code = "fee-not-due-yet"
    sentence = _("The fee is due once the dossier is accepted.")


class NoReliefClaimed(Refused):
    """There is no claim to an exemption or a reduction that could be rejected."""

    code = "no-relief-claimed"
    sentence = _("No exemption from the fee is claimed that could be rejected now.")


class ReceiptMissing(Missing):
    """There is no such e-receipt, not yet, or it is another payer's."""

    code = "receipt-missing"
    sentence = _("There is no such receipt here.")


class OfficerUnfit(Invalid):
    """The officer has no such role at this agency. params: officer, role."""

    code = "officer-unfit"
    sentence = _("Officer %(officer)s does not hold the role “%(role)s” at this agency.")


class AgencyUnknown(Invalid):
    """No agency has this code. params: agency."""

    code = "agency-unknown"
    sentence = _("No agency has the code “%(agency)s”.")


class SignerIsDrafter(Refused):
    """Whoever drafted a result does not sign it."""

    code = "signer-is-drafter"
    sentence = _("Whoever drafted a result does not sign it.")


class NewDateInvalid(Invalid):
    """The date of an apology is a working day after the due date. params: extended_to_on, due_on."""

    code = "new-date-invalid"
    sentence = _("The new date %(extended_to_on)s must be a working day after %(due_on)s.")


class ResultMissing(Missing):
    """There is no result, or it is not the citizen's to see before it is returned."""

    code = "result-missing"
    sentence = _("There is no result to see yet.")


class FormMissing(Missing):
    """The dossier has no such numbered form, or not yet. params: form."""

    code = "form-missing"
    sentence = _("The dossier has no “%(form)s” yet.")


class ProcedureLinked(Refused):
    """A linked service begins with the hand-over for processing; a dossier does not become one later.

    params: procedure.
    """

    code = "procedure-linked"
    sentence = _("Procedure %(procedure)s is a linked service and begins with a dossier of its own.")


class PartnersAskNothing(Refused):
    """No partner agency waits for anything from the applicant."""

    code = "partners-ask-nothing"
    sentence = _("No partner agency waits for anything from the applicant.")


class PartnerItemMissing(Missing):
    """No partner agency asked for this, or it is not asked for any more."""

    code = "partner-item-missing"
    sentence = _("No partner agency waits for this item.")


class DeclarationUnchanged(Invalid):
    """A correction changes at least one answer."""

    code = "declaration-unchanged"
    sentence = _("Nothing of the declaration was changed.")


class ChoiceFixed(Invalid):
    """Which steps there are was decided with the hand-over. params: fields."""

    code = "choice-fixed"
    sentence = _("These choices cannot be changed while the linked service runs: %(fields)s.")


class PartnerResultMissing(Missing):
    """The dossier has no such partner paper, or it is not the citizen's to see before the end."""

    code = "partner-result-missing"
    sentence = _("There is no such paper of a partner agency to see yet.")
