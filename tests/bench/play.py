"""Runs programs of the bench on the scratch database of the environment: `python -m tests.bench.play acts`."""

import argparse
from importlib import import_module

import django

from tests.bench.lines import tell


def main() -> None:
    """Build the world, or measure and tell the lines."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.play", description=__doc__)
    parser.add_argument("programs", nargs="+", metavar="PROGRAM", help="world, or a module that measures")
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    django.setup()
    for name in arguments.programs:
        # Programs import models, which cannot be imported before the settings are there.
        program = import_module(f"tests.bench.{name}")
        if name == "world":
            program.build()
            continue
        for line in program.measure(quick=arguments.quick):
            tell(line)


if __name__ == "__main__":
    main()
