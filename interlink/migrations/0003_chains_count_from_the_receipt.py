"""A chain's term is its dossier's and counts from the receipt of it (ADR 0015)."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('interlink', '0002_earlier_results_and_overdue_chains'),
    ]

    operations = [
        migrations.AddField(
            model_name='chain',
            name='counted_from_at',
            # Nothing is deployed: no chain is older than this column.
            field=models.DateTimeField(default=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC), verbose_name='term counts from'),
            preserve_default=False,
        ),
    ]
