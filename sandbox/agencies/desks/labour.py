"""Labour office: funeral support for those on its lists, and for nobody else."""

from sandbox.agencies.desks import allowances
from sandbox.agencies.desks.case import Case, Decision, Desk, Refusal
from sandbox.agencies.models import Beneficiary
from sandbox.agencies.models.registers import Class
from sandbox.population.models import Person

CLASSES = (Class.SOCIAL, Class.MERIT)


def funeral_support(case: Case) -> Decision:
    """Decide the funeral support for somebody on the list of the declared class."""
    return allowances.decide(case, "labour", _is_on_the_list)


def _is_on_the_list(case: Case, deceased: Person) -> None:
    kind = case.told("doiTuong")
    if kind not in CLASSES:
        raise Refusal("wrong-benefit-class", "Đối tượng này không thuộc thẩm quyền của cơ quan lao động.")
    if not Beneficiary.objects.filter(number=deceased.number, kind=kind).exists():
        raise Refusal("wrong-benefit-class", "Người chết không có trong danh sách đối tượng đã khai.")


DESKS = {"funeral-support-social": Desk(allowances.WANTED, funeral_support)}
