"""The acts of a scenario: each name, and the service that does it."""

from collections.abc import Callable, Mapping
from typing import Any

from dossiers import drafts
from dossiers.files import Upload
from dossiers.models import Dossier, Paper
from dossiers.services import (
    closing,
    decision,
    digitization,
    fees,
    handover,
    intake,
    papers,
    processing,
    supplement,
)
from dossiers.services.handover import ReturnMethod
from dossiers.states import Channel, PaperState
from identity.actors import actor_of
from identity.models import Officer, Person, User
from kernel.actors import Actor
from training import scans
from training.services import outside

Facts = Mapping[str, Any]
CHANNELS = {"counter": Channel.COUNTER, "online": Channel.ONLINE, "post": Channel.POST}


def actor(username: str) -> Actor:
    """Return who acts under a log-in of the cast, with today's post."""
    return actor_of(User.objects.get(username=username))


def submit(facts: Facts, by: Actor) -> Dossier:
    """File a dossier for the citizen named by `citizen`, at the desk `desk`."""
    citizen = Person.objects.get(user__username=facts["citizen"])
    return intake.submit(
        procedure=facts["procedure"],
        reception=facts["desk"],
        applicant_id=citizen.pk,
        submitter_id=citizen.pk,
        channel=CHANNELS[facts["channel"]],
        form=facts.get("form", {}),
        summary=facts.get("summary", ""),
        by=by,
    )


def _present(pk: int, facts: Facts, by: Actor) -> object:
    counts = {name: facts.get(name, 0) for name in ("originals", "certified_copies", "photocopies")}
    return papers.present(pk, requirement=facts["paper"], by=by, **counts)


def _upload(pk: int, facts: Facts, by: Actor) -> object:
    dossier = Dossier.objects.select_related("terms").get(pk=pk)
    need = dossier.terms.requirements.get(code=facts["paper"])
    picture = scans.picture(need.name_vi, dossier.code)
    return papers.upload(pk, requirement=facts["paper"], upload=Upload(picture, "image/jpeg"), by=by)


def _scan_and_certify(pk: int, facts: Facts, by: Actor) -> object:
    """Scan whatever lies on the counter without a scan, then certify every paper that waits."""
    waiting = Paper.objects.filter(dossier_id=pk, state=PaperState.WAITING).select_related("requirement")
    for paper in waiting.filter(scan=None):
        _upload(pk, {"paper": paper.requirement.code}, by)
    return [digitization.certify(paper.pk, by=by) for paper in waiting.all()]


def _reuse(pk: int, facts: Facts, by: Actor) -> object:
    dossier = Dossier.objects.get(pk=pk)
    kept = dossier.applicant.vault.filter(opened_at__isnull=False).order_by("-digitized_at").first()
    code = kept.code if kept else ""
    return papers.reuse(pk, requirement=facts["paper"], vault_code=code, by=by)


def _propose(pk: int, facts: Facts, by: Actor) -> object:
    """Draft what the scenario says; of a linked service, what its agencies found out unless the scenario says more."""
    dossier = Dossier.objects.select_related("chain").get(pk=pk)
    content = facts["content"] if "content" in facts else dict(drafts.partner_rows(dossier))
    return processing.propose(pk, by=by, content=content)


def _officer(facts: Facts) -> int:
    return Officer.objects.get(user__username=facts["officer"]).pk


ACTS: dict[str, Callable[[int, Facts, Actor], object]] = {
    "present": _present,
    "upload": _upload,
    "reuse": _reuse,
    "pay_fee": lambda pk, facts, by: fees.record(pk, by=by, amount_vnd=facts["vnd"]),
    "reject_relief": lambda pk, facts, by: fees.reject_relief(pk, by=by, reason=facts["reason"]),
    "accept": lambda pk, facts, by: intake.accept(pk, by=by),
    "refuse": lambda pk, facts, by: closing.refuse(
        pk, by=by, reason=facts["reason"], legal_ground=facts.get("legal_ground", "")
    ),
    "scan_and_certify": _scan_and_certify,
    "digitize": lambda pk, facts, by: digitization.finish(pk, by=by),
    "begin": lambda pk, facts, by: processing.begin(pk, by=by, officer_id=_officer(facts)),
    "request_supplement": lambda pk, facts, by: supplement.request(
        pk, by=by, items=facts["items"], reason=facts["reason"]
    ),
    "send_supplement": lambda pk, facts, by: supplement.send(pk, by=by),
    "confirm_supplement": lambda pk, facts, by: supplement.confirm(pk, by=by),
    "lapse": lambda pk, facts, by: closing.lapse(pk, by=by),
    "request_obligation": lambda pk, facts, by: fees.request_obligation(
        pk, by=by, amount_vnd=facts["vnd"], notice=facts["notice"]
    ),
    "settle_obligation": lambda pk, facts, by: fees.settle_obligation(
        pk, by=by, amount_vnd=facts["vnd"], voucher=facts["voucher"]
    ),
    "propose": _propose,
    "recall": lambda pk, facts, by: processing.recall(pk, by=by),
    "send_back": lambda pk, facts, by: decision.send_back(pk, by=by, reason=facts["reason"]),
    "approve": lambda pk, facts, by: decision.approve(pk, by=by),
    "apologise": lambda pk, facts, by: decision.apologise(
        pk, by=by, new_date=facts["new_date"], reason=facts["reason"]
    ),
    "return": lambda pk, facts, by: handover.return_result(pk, by=by, method=ReturnMethod(facts["method"])),
    "withdraw": lambda pk, facts, by: closing.withdraw(pk, by=by, reason=facts["reason"]),
    "stop": lambda pk, facts, by: closing.stop(pk, by=by, reason=facts["reason"]),
    **outside.ACTS,
}
