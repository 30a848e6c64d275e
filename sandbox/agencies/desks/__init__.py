"""The desks of the agencies: what each checks, enters and issues, by service."""

from sandbox.agencies.desks import civil_status, insurance, labour, residence
from sandbox.agencies.desks.case import Desk

DESKS: dict[str, Desk] = {
    **civil_status.DESKS,
    **residence.DESKS,
    **insurance.DESKS,
    **labour.DESKS,
}
