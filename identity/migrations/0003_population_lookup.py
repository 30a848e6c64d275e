"""Questions to the population database, each with its purpose."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_access_token'),
    ]

    operations = [
        migrations.CreateModel(
            name='PopulationLookup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('recorded_at', models.DateTimeField(verbose_name='asked (real time)')),
                ('masked_number', models.CharField(max_length=12, verbose_name='personal number')),
                ('number_hmac', models.CharField(db_index=True, max_length=64)),
                ('purpose', models.CharField(max_length=250, verbose_name='purpose')),
                ('outcome', models.CharField(choices=[('asked', 'asked, no answer noted'), ('found', 'found'), ('not-found', 'not found'), ('mismatch', 'name or date of birth differs'), ('deceased', 'deceased'), ('unavailable', 'no answer'), ('rate-limited', 'too many questions')], default='asked', max_length=12, verbose_name='outcome')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency', verbose_name='agency')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.officer', verbose_name='officer')),
            ],
            options={
                'verbose_name': 'population look-up',
                'verbose_name_plural': 'population look-ups',
                'ordering': ('-pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='population_lookup_has_a_purpose')],
            },
        ),
    ]
