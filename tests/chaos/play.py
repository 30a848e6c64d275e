"""Plays a story of harm in the store of the environment: `python -m tests.chaos.play STORE storm 300`."""

import argparse
import sys
from importlib import import_module

import django


def main() -> int:
    """Play, tell one JSON line, and return 0 if all is sound."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.play", description=__doc__)
    parser.add_argument("store")
    parser.add_argument("story", choices=["storm", "outage", "memory"])
    parser.add_argument("number", type=int)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    django.setup()
    # Stories import models, which cannot be imported before the settings are there.
    if given.quick:
        import_module("tests.chaos.pace").quicken()
    told, is_sound = import_module(f"tests.chaos.{given.story}").play(given.number)
    import_module("tests.bench.lines").tell({"store": given.store, **told})
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
