"""What can be wrong with a question to the reports."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Forbidden, Invalid


class PeriodBackwards(Invalid):
    """The period ends before it begins. params: from_on, to_on."""

    code = "period-backwards"
    sentence = _("The period ends on %(to_on)s, before it begins on %(from_on)s.")


class PeriodNotBegun(Invalid):
    """The period lies in the future, where there is nothing to count. params: from_on, today."""

    code = "period-not-begun"
    sentence = _("The period begins on %(from_on)s, and today is %(today)s.")


class PeriodOutOfRange(Invalid):
    """The period begins too early or is too long. params: first_on, most_months."""

    code = "period-out-of-range"
    sentence = _("A report covers at most %(most_months)s months and begins on %(first_on)s at the earliest.")


class RowUnknown(Invalid):
    """The report has no such row: no agency or procedure of this code, no such month in the period. params: by, row."""

    code = "report-row-unknown"
    sentence = _("The report by %(by)s has no row “%(row)s”.")


class ReportsClosed(Forbidden):
    """Reports are open to report viewers, leaders, trainers and administrators. params: roles."""

    code = "reports-closed"
    sentence = _("Reports are open to officers with one of these roles: %(roles)s.")
