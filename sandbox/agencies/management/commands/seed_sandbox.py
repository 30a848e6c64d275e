"""Fills the registers of the outside world: its people, and as many invented families as a load needs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandbox.agencies import seeding


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--families", type=int, default=0, metavar="N", help="families to settle besides")
        parser.add_argument("--seed", default="1", help="the same seed gives the same families")

    def handle(self, *args: Any, **options: Any) -> None:
        entered = seeding.seed()
        families = seeding.settle_families(options["families"], seed=options["seed"])
        self.stdout.write(f"{entered} people entered, {len(families)} families settled.")
