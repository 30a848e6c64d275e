"""Chains know what other results said, and since when they are overdue."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0003_population_lookup'),
        ('interlink', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='chain',
            name='earlier',
            field=models.JSONField(default=dict, verbose_name='earlier results'),
        ),
        migrations.AddField(
            model_name='chain',
            name='overdue_at',
            field=models.DateTimeField(null=True, verbose_name='overdue since'),
        ),
        migrations.AddIndex(
            model_name='chain',
            index=models.Index(models.F('due_on'), condition=models.Q(('finished_at', None), ('overdue_at', None)), name='chain_in_time'),
        ),
    ]
