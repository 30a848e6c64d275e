"""`manage.py sync_portal` tells at once what waits; with --check it compares what either side remembers."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dossiers.models import Dossier, PortalSync
from dossiers.services import intake, portal
from kernel import delivery
from sandbox.portal.models import PortalDossier, PortalProgress
from tests.factories.dossiers import TermsFactory
from tests.refusals import everything
from tests.stages import Stage, file


def test_the_command_sends_what_waits_whatever_its_turn(line, dossier_in):
    dossier_in(Stage.FILED)
    delivery.drain()
    line.down = True
    portal.send_due()
    line.down, said = False, StringIO()

    call_command("sync_portal", stdout=said)

    assert said.getvalue() == "Đã đồng bộ 1 hồ sơ, còn chờ 0 hồ sơ\n"
    assert PortalSync.objects.get().is_synced


def test_the_command_says_what_still_waits_and_why(line, dossier_in):
    dossier, said = dossier_in(Stage.FILED), StringIO()
    delivery.drain()
    line.down = True

    with pytest.raises(CommandError) as ended:
        call_command("sync_portal", stdout=said)

    assert ended.value.returncode == 1
    assert said.getvalue() == f"0 dossiers told, 1 wait\n  {dossier.code}  no-answer\n"


def test_the_check_finds_nothing_when_both_sides_agree(line, dossier_in):
    dossier_in(Stage.PROCESSING)
    delivery.drain()
    portal.send_due()
    said, before = StringIO(), everything()

    call_command("sync_portal", "--check", stdout=said)

    assert said.getvalue() == "Đã đối chiếu 1 hồ sơ, có 0 điểm lệch\n"
    assert everything() == before


def differences(said: StringIO) -> list[list[str]]:
    with pytest.raises(CommandError):
        call_command("sync_portal", "--check", stdout=said)
    return [row.split("  ")[1:] for row in said.getvalue().splitlines()[1:]]


def test_the_check_names_each_kind_of_difference(line, world, on):
    terms = TermsFactory()
    codes = [file(world, terms).code for _ in range(5)]
    delivery.drain()
    portal.send_due()
    PortalProgress.objects.filter(dossier__code=codes[0]).delete()
    PortalProgress.objects.filter(dossier__code=codes[1]).delete()
    PortalDossier.objects.filter(code=codes[1]).delete()
    for code, field in ((codes[2], "TrangThaiHoSo"), (codes[3], "ChuHoSo")):
        there = PortalDossier.objects.get(code=code)
        there.content[field] = "9"
        there.save()
    line.down = True
    intake.accept(Dossier.objects.get(code=codes[4]).pk, by=world.an.actor)
    delivery.drain()
    portal.send_due()
    line.down = False

    found = differences(StringIO())

    assert [(row[0], row[1]) for row in found] == [
        (codes[0], "progress"),
        (codes[1], "unknown-there"),
        (codes[2], "status"),
        (codes[3], "content"),
        (codes[4], "waiting"),
    ]
    assert found[2][2:] == ["1", "9"]
    assert found[4][2:] == ["no-answer"]


def test_a_check_of_a_silent_portal_says_so(line, dossier_in):
    dossier_in(Stage.FILED)
    delivery.drain()
    portal.send_due()
    line.down = True

    with pytest.raises(CommandError, match="portal"):
        call_command("sync_portal", "--check", stdout=StringIO())
