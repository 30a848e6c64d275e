"""What can be wrong with a paper that a visitor gives to be verified."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid, Refused, Unavailable


class NoPaperGiven(Invalid):
    """The form came without a file, or with one of no bytes."""

    code = "no-paper-given"
    sentence = _("Choose a PDF file that is not empty.")


class PaperTooLarge(Invalid):
    """The file is larger than a paper may be. params: most_mb."""

    code = "paper-too-large"
    sentence = _("The file is too large; at most %(most_mb)s MB are taken.")


class PaperIsNoPdf(Invalid):
    """By its content the file is no PDF, whatever it is called."""

    code = "paper-is-no-pdf"
    sentence = _("The file is not a PDF, whatever its name says.")


class TooManyPapers(Refused):
    """One address had many papers verified within a minute."""

    status = 429
    code = "too-many-papers"
    sentence = _("Many papers were verified from your address just now; wait a minute and try again.")


class StoredFileGone(Unavailable):
    """The office has a result on record and cannot read its file. params: code."""

    code = "stored-file-gone"
    sentence = _("The office cannot read the stored result of dossier %(code)s; nothing can be said of it now.")
