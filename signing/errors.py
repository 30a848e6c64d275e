"""What can go wrong when something is to be signed or verified."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid, Missing, Refused, Unavailable


class CertificateMissing(Missing):
    """There is no such certificate."""

    code = "certificate-missing"
    sentence = _("There is no such certificate.")


class CertificateAlreadyRevoked(Refused):
    """A certificate is revoked once; the hour stands. params: serial, revoked_at."""

    code = "certificate-already-revoked"
    sentence = _("Certificate %(serial)s was already revoked.")


class NoCertificateInForce(Refused):
    """The holder has no certificate that is valid and not revoked at this hour. params: holder."""

    code = "no-certificate-in-force"
    sentence = _("%(holder)s has no certificate in force and cannot sign.")


class KeysLocked(Unavailable):
    """The keys were locked with another secret; the operator's business."""

    code = "signing-keys-locked"
    sentence = _("The signing keys cannot be opened: SIGNING_KEY_SECRET is not the one they were locked with.")


class PdfUnsignable(Invalid):
    """The file is no PDF, or one so damaged or locked that nothing can be signed into it."""

    code = "pdf-unsignable"
    sentence = _("This file is not a PDF that can be signed.")


class PdfClosed(Refused):
    """The PDF was certified against additions; another signature would spoil the first."""

    code = "pdf-closed"
    sentence = _("This PDF is certified and closed; nothing can be signed into it.")


class NotAPdf(Invalid):
    """What was sent for verification is no PDF."""

    code = "not-a-pdf"
    sentence = _("The file is not a PDF.")


class NotAnAuthority(Invalid):
    """What was given is no root certificate: not readable, not self-signed, or not allowed to sign others."""

    code = "not-an-authority"
    sentence = _("This is not the root certificate of an authority.")
