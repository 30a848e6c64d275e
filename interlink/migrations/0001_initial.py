"""Chains, their steps, the messages with agencies and the lines to them."""

import django.db.models.deletion
import django_fsm
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0002_access_token'),
    ]

    operations = [
        migrations.CreateModel(
            name='Line',
            fields=[
                ('agency', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='agency')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                ('opened_at', models.DateTimeField(null=True, verbose_name='down since')),
                ('next_probe_at', models.DateTimeField(null=True, verbose_name='next probe')),
                ('probes', models.PositiveIntegerField(default=0, verbose_name='probes while down')),
                ('last_cause', models.CharField(blank=True, max_length=300, verbose_name='last failure')),
            ],
            options={
                'verbose_name': 'line to an agency',
                'verbose_name_plural': 'lines to agencies',
                'ordering': ('agency',),
            },
        ),
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('journal_sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('journal_digest', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', editable=False, max_length=64)),
                ('journal_at', models.DateTimeField(editable=False, null=True)),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='code')),
                ('route', models.CharField(max_length=20, verbose_name='route')),
                ('subject', models.CharField(db_index=True, max_length=40, verbose_name='subject')),
                ('facts', models.JSONField(default=dict, verbose_name='declaration')),
                ('papers', models.JSONField(default=list, verbose_name='enclosed papers')),
                ('state', django_fsm.FSMField(choices=[('running', 'Running'), ('paused', 'Paused for a supplement'), ('completed', 'Done'), ('partly-done', 'Partly done'), ('refused', 'Refused'), ('abandoned', 'Given up')], default='running', max_length=50, protected=True, verbose_name='state')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('budget_days', models.PositiveSmallIntegerField(verbose_name='working days')),
                ('due_on', models.DateField(verbose_name='due')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency', verbose_name='asking agency')),
            ],
            options={
                'verbose_name': 'linked service',
                'verbose_name_plural': 'linked services',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='RefusedCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.CharField(max_length=40, verbose_name='agency, as claimed')),
                ('status', models.PositiveSmallIntegerField(verbose_name='status')),
                ('code', models.CharField(max_length=40, verbose_name='cause')),
                ('body_sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('excerpt', models.TextField(blank=True, verbose_name='beginning')),
                ('calls', models.PositiveIntegerField(default=1, verbose_name='calls')),
                ('last_at', models.DateTimeField(verbose_name='last call (real time)')),
            ],
            options={
                'verbose_name': 'call not taken',
                'verbose_name_plural': 'calls not taken',
                'ordering': ('-last_at', '-pk'),
                'constraints': [models.UniqueConstraint(models.F('agency'), models.F('body_sha256'), models.F('code'), name='refused_call_once_per_cause')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('journal_sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('journal_digest', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', editable=False, max_length=64)),
                ('journal_at', models.DateTimeField(editable=False, null=True)),
                ('code', models.CharField(max_length=40, verbose_name='service')),
                ('agency', models.CharField(max_length=20, verbose_name='agency')),
                ('after', models.JSONField(default=list, verbose_name='after')),
                ('effect', models.CharField(choices=[('revocable', 'its agency may revoke it'), ('correctable', 'it stands; its agency may correct it'), ('irrevocable', 'it stands for good')], max_length=12, verbose_name='in law')),
                ('budget_days', models.PositiveSmallIntegerField(verbose_name='working days')),
                ('cut_off', models.TimeField(null=True, verbose_name='cut-off')),
                ('state', django_fsm.FSMField(choices=[('blocked', 'Waits for an earlier step'), ('ready', 'To be sent'), ('sending', 'Being sent'), ('waiting', 'With the agency'), ('retrying', 'To be sent again'), ('paused', 'Supplement requested'), ('failed', 'Not taken by the agency'), ('completed', 'Done'), ('refused', 'Refused by the agency'), ('abandoned', 'Given up')], default='blocked', max_length=50, protected=True, verbose_name='state')),
                ('attempt', models.PositiveSmallIntegerField(default=1, verbose_name='attempt')),
                ('request_attempt', models.PositiveSmallIntegerField(default=1, verbose_name='attempt that began the request')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('ready_at', models.DateTimeField(null=True, verbose_name='ready')),
                ('next_attempt_at', models.DateTimeField(null=True, verbose_name='next attempt')),
                ('nudge_at', models.DateTimeField(null=True, verbose_name='to be asked about')),
                ('leased_until', models.DateTimeField(null=True, verbose_name='being sent until')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent')),
                ('answer_due_at', models.DateTimeField(null=True, verbose_name='answer due')),
                ('silent_at', models.DateTimeField(null=True, verbose_name='silent since')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('findings', models.JSONField(default=dict, verbose_name='findings')),
                ('paper_name', models.CharField(blank=True, max_length=250, verbose_name='paper')),
                ('paper_sha256', models.CharField(blank=True, max_length=64)),
                ('chain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='interlink.chain', verbose_name='linked service')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('out', 'to the agency'), ('in', 'from the agency')], max_length=3, verbose_name='direction')),
                ('agency', models.CharField(max_length=20, verbose_name='agency')),
                ('message_id', models.CharField(max_length=120, verbose_name='number')),
                ('schema', models.CharField(max_length=40, verbose_name='schema')),
                ('attempt', models.PositiveSmallIntegerField(verbose_name='attempt')),
                ('outcome', models.CharField(blank=True, choices=[('received', 'received'), ('completed', 'completed'), ('refused', 'refused'), ('supplement', 'supplement requested')], max_length=12, verbose_name='outcome')),
                ('body_sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('content', models.JSONField(verbose_name='content')),
                ('attempts', models.PositiveIntegerField(default=1, verbose_name='attempts')),
                ('first_at', models.DateTimeField(verbose_name='first attempt')),
                ('first_answer', models.JSONField(null=True, verbose_name='first answer')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='interlink.step', verbose_name='step')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Supplement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('items', models.JSONField(default=list, verbose_name='items')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('notice_due_at', models.DateTimeField(verbose_name='applicant told by')),
                ('noticed_at', models.DateTimeField(null=True, verbose_name='applicant told')),
                ('notice_late_at', models.DateTimeField(null=True, verbose_name='notice overdue since')),
                ('answer_due_at', models.DateTimeField(verbose_name='answer due')),
                ('papers', models.JSONField(default=list, verbose_name='papers')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('ended_by', models.CharField(blank=True, choices=[('supplied', 'supplied'), ('lapsed', 'never supplied'), ('overtaken', 'no longer needed')], max_length=10, verbose_name='ended by')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supplements', to='interlink.step', verbose_name='step')),
            ],
            options={
                'verbose_name': 'supplement asked by an agency',
                'verbose_name_plural': 'supplements asked by agencies',
                'ordering': ('pk',),
            },
        ),
        migrations.AddIndex(
            model_name='chain',
            index=models.Index(models.F('office'), models.F('due_on'), condition=models.Q(('finished_at', None)), name='chain_open_office'),
        ),
        migrations.AddConstraint(
            model_name='chain',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['running', 'paused', 'completed', 'partly-done', 'refused', 'abandoned'])), name='chain_state_known'),
        ),
        migrations.AddConstraint(
            model_name='chain',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('completed', 'partly-done', 'refused', 'abandoned')), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='ended_chain_has_an_end'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(models.F('agency'), models.F('next_attempt_at'), condition=models.Q(('next_attempt_at__isnull', False)), name='step_to_send'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(models.F('leased_until'), condition=models.Q(('leased_until__isnull', False)), name='step_leased'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(models.F('nudge_at'), condition=models.Q(('nudge_at__isnull', False)), name='step_to_ask_about'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(models.F('code'), models.F('chain'), condition=models.Q(('state', 'completed'), _negated=True), name='step_not_done'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(models.F('chain'), models.F('code'), name='step_once_per_chain'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['blocked', 'ready', 'sending', 'waiting', 'retrying', 'paused', 'failed', 'completed', 'refused', 'abandoned'])), name='step_state_known'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('ready', 'retrying')), _negated=True), ('next_attempt_at__isnull', False), _connector='OR'), name='step_to_send_has_an_hour'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), ('leased_until__isnull', False), _connector='OR'), name='step_being_sent_has_a_lease'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), models.Q(('answer_due_at__isnull', False), ('nudge_at__isnull', False)), _connector='OR'), name='waiting_step_has_a_due_hour'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('completed', 'refused', 'abandoned')), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='settled_step_has_an_end'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(models.F('agency'), models.F('first_at'), name='message_by_hour'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(models.F('agency'), models.F('message_id'), name='message_once_per_agency'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('direction', 'out'), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='answer_has_an_outcome'),
        ),
        migrations.AddIndex(
            model_name='supplement',
            index=models.Index(models.F('answer_due_at'), condition=models.Q(('ended_at', None)), name='supplement_open'),
        ),
        migrations.AddIndex(
            model_name='supplement',
            index=models.Index(models.F('notice_due_at'), condition=models.Q(('ended_at', None), ('notice_late_at', None), ('noticed_at', None)), name='supplement_untold'),
        ),
        migrations.AddConstraint(
            model_name='supplement',
            constraint=models.UniqueConstraint(models.F('step'), condition=models.Q(('ended_at', None)), name='one_open_supplement_per_step'),
        ),
        migrations.AddConstraint(
            model_name='supplement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='ended_supplement_says_how'),
        ),
    ]
