"""`manage.py show_subscriptions`: which listener hears which event."""

from typing import Any

from django.core.management.base import BaseCommand

from kernel import events


class Command(BaseCommand):
    help = "List every event that somebody listens to, and who."

    def handle(self, *args: Any, **options: Any) -> None:
        for listener in events.all_listeners():
            self.stdout.write(f"{listener.event_name}  =>  {listener.name}")
