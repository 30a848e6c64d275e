"""`manage.py moves_table`: print docs/moves.md as the code has it."""

from typing import Any

from django.core.management.base import BaseCommand

from dossiers import moves_table


class Command(BaseCommand):
    help = "Print the table of moves and its diagram."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(moves_table.document(), ending="")
