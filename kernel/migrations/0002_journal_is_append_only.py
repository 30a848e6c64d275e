"""The database itself refuses to change or delete a line of the journal."""

from django.db import migrations

SQLITE = [
    f"CREATE TRIGGER journal_no_{act.lower()} BEFORE {act} ON kernel_journalentry "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    for act in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON kernel_journalentry "
    "FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()",
]
SQLITE_BACK = ["DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"]
POSTGRESQL_BACK = [
    "DROP TRIGGER journal_append_only ON kernel_journalentry",
    "DROP FUNCTION journal_is_append_only()",
]


def protect(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unprotect(apps, schema_editor):
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
