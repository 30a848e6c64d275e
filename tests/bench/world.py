"""The world that is measured: calendar, catalogue and cast in a scratch database, and drafted dossiers, many."""

from datetime import UTC, datetime
from uuid import uuid4

from django.core.management import call_command
from django.db import connection
from factory import LazyFunction

from dossiers.models import Dossier, ProcedureTerms
from dossiers.services import catalogue
from identity.actors import actor_of
from identity.models import Agency, Officer, Person, User
from kernel import calendar_data, calendar_store, clock, clock_store
from kernel.actors import Actor
from tests.factories.dossiers import DossierFactory
from tests.factories.identity import PersonFactory, UserFactory
from tests.personas import gather
from tests.world import certify

PROCEDURE, DESK = "1.004873", "H99.35.22"
FILED_AT = datetime(2024, 4, 1, 2, tzinfo=UTC)
DRAFTED_AT = datetime(2024, 4, 3, 3, tzinfo=UTC)
SHOWN_AT = datetime(2024, 4, 4, 8, 30, tzinfo=UTC)
CITIZENS, BATCH = 10, 500


def build() -> None:
    """Migrate, and load what every dossier needs. The clock stands at an afternoon of 2024."""
    call_command("migrate", verbosity=0)
    for year in calendar_data.years():
        calendar_store.load(year)
    catalogue.load()
    with clock.held(FILED_AT):
        certify(gather())
        for number in range(CITIZENS):
            UserFactory(username=f"citizen-{number}", person=PersonFactory())
    clock_store.start(SHOWN_AT)


def actor(username: str) -> Actor:
    """Return who acts under a log-in of the cast, on the day that the world shows."""
    with clock.held(SHOWN_AT):
        return actor_of(User.objects.get(username=username))


def terms() -> ProcedureTerms:
    return ProcedureTerms.objects.select_related("procedure").get(procedure__code=PROCEDURE)


def citizens() -> list[User]:
    """Return the log-ins of citizens of whom nothing else is known."""
    return list(User.objects.filter(username__startswith="citizen-"))


def agency() -> Agency:
    return Agency.objects.get(code=DESK)


def drafted(number: int) -> list[int]:
    """Store dossiers in processing, each with a draft that waits for its leader, and return their ids."""
    desk, lan, drafter = agency(), Person.objects.get(user__username="lan"), Officer.objects.get(user__username="binh")
    rows = DossierFactory.build_batch(
        number,
        processing=True,
        code=LazyFunction(lambda: uuid4().hex),
        terms=terms(),
        reception=desk,
        applicant=lan,
        drafter=drafter,
        drafted_at=DRAFTED_AT,
        draft=[("Tình trạng hôn nhân", "Chưa đăng ký kết hôn với ai")],
    )
    return [row.pk for row in Dossier.objects.bulk_create(rows, batch_size=BATCH)]


def settle_statistics() -> None:
    """Tell the planner what was loaded, so that it does not find out in the middle of a round."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
