"""A calendar knows which years it covers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_journal_is_append_only")]

    operations = [
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="year")),
                ("is_announced", models.BooleanField(verbose_name="announced")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("loaded_at", models.DateTimeField(verbose_name="loaded")),
            ],
            options={
                "verbose_name": "calendar year",
                "verbose_name_plural": "calendar years",
                "ordering": ("year",),
            },
        ),
    ]
