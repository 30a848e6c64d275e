"""Switches behaviours of the outside world on and off: a preset, or one behaviour for one office."""

import tomllib
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.errors import Problem
from sandbox.behaviours import menu, steering
from sandbox.behaviours.models import Behaviour


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--preset", choices=sorted(menu.presets()), help="replaces what is switched on")
        parser.add_argument("--seed", help="with --preset: another day")
        parser.add_argument("--on", metavar="BEHAVIOUR", choices=sorted(menu.dishes()))
        parser.add_argument("--off", metavar="BEHAVIOUR", choices=sorted(menu.dishes()))
        parser.add_argument("--office", default="", help="empty: every office")
        parser.add_argument("--service", default="", help="empty: every service")
        parser.add_argument("--share", type=int, default=menu.ALWAYS, choices=range(101), metavar="PERCENT")
        parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter, as in TOML")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            parameters = tomllib.loads("\n".join(options["set"]))
            if options["preset"]:
                steering.play(options["preset"], seed=options["seed"])
            if options["off"]:
                steering.switch_off(options["off"], office=options["office"])
            if options["on"]:
                where = {name: options[name] for name in ("office", "service", "share")}
                steering.switch_on(options["on"], parameters=parameters, **where)
        except (Problem, tomllib.TOMLDecodeError) as refusal:
            raise CommandError(str(refusal)) from refusal
        for row in Behaviour.objects.filter(is_on=True):
            self.stdout.write(f"{row.office or '*'} {row.service or '*'} {row.name} {row.share}% {row.parameters}")
