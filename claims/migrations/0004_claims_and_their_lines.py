"""Claims, their lines and steps, the days they hold and the files that were sent."""

import config.dates
import config.records
import django.db.models.deletion
import django.db.models.expressions
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0003_imports_of_days'),
        ('improvement', '0006_interventions_replaced_by_another'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_on', models.DateField(default=config.dates.today, editable=False)),
                ('source', models.CharField(blank=True, editable=False, max_length=200)),
                ('invented', models.BooleanField(default=config.records.is_demonstration, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.CharField(editable=False, max_length=20)),
                ('period_start', models.DateField(verbose_name='First day')),
                ('period_end', models.DateField(verbose_name='Last day')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('prepared', 'Prepared'), ('certified', 'Certified'), ('submitted', 'Submitted'), ('queried', 'Queried'), ('part_paid', 'Part paid'), ('paid', 'Paid'), ('cancelled', 'Cancelled')], default='draft', editable=False, max_length=40)),
                ('total_days', models.DecimalField(decimal_places=1, default=0, editable=False, max_digits=8)),
                ('net', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=12)),
                ('vat', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=12, verbose_name='VAT')),
                ('gross', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=12)),
                ('vat_decision', models.CharField(choices=[('to_be_confirmed', 'To be confirmed'), ('outside_scope', 'Outside the scope of VAT'), ('standard', 'Standard rate'), ('exempt', 'Exempt')], default='to_be_confirmed', editable=False, max_length=40, verbose_name='VAT decision')),
                ('reference', config.records.LineField(blank=True, editable=False, help_text='Purchase order or grant reference', max_length=200)),
                ('declaration', config.records.ProseField(blank=True, editable=False, max_length=4000)),
                ('prepared_on', models.DateField(editable=False, null=True)),
                ('certified_on', models.DateField(editable=False, null=True)),
                ('submitted_on', models.DateField(editable=False, null=True)),
                ('paid_on', models.DateField(editable=False, null=True, verbose_name='Paid in full on')),
                ('retain_until', models.DateField(editable=False, null=True, verbose_name='Kept until')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='claims.fundingagreement')),
                ('certified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prepared_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='improvement.programme')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'number'), name='claims_claim_number_once'), models.CheckConstraint(condition=models.Q(('period_end__isnull', True), ('period_start__isnull', True), ('period_end__gte', models.F('period_start')), _connector='OR'), name='claims_claim_dates_in_order', violation_error_message='The last day must be on or after the first.'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'prepared', 'certified', 'submitted', 'queried', 'part_paid', 'paid', 'cancelled'])), name='claims_claim_state_known', violation_error_message='Choose one of: Draft, Prepared, Certified, Submitted, Queried, Part paid, Paid, Cancelled.'), models.CheckConstraint(condition=models.Q(('vat_decision__in', ['to_be_confirmed', 'outside_scope', 'standard', 'exempt'])), name='claims_claim_vat_decision_known', violation_error_message='Choose one of: To be confirmed, Outside the scope of VAT, Standard rate, Exempt.'), models.CheckConstraint(condition=models.Q(models.Q(('prepared_by__isnull', False), ('prepared_on__isnull', False)), models.Q(('prepared_by__isnull', True), ('prepared_on__isnull', True)), _connector='OR'), name='claims_claim_prepared', violation_error_message='Record who and when together.'), models.CheckConstraint(condition=models.Q(models.Q(('certified_by__isnull', False), ('certified_on__isnull', False)), models.Q(('certified_by__isnull', True), ('certified_on__isnull', True)), _connector='OR'), name='claims_claim_certified', violation_error_message='Record who and when together.'), models.CheckConstraint(condition=models.Q(models.Q(('retain_until__isnull', False), ('submitted_by__isnull', False), ('submitted_on__isnull', False)), models.Q(('retain_until__isnull', True), ('submitted_by__isnull', True), ('submitted_on__isnull', True)), _connector='OR'), name='claims_claim_submitted', violation_error_message='Record who and when together.'), models.CheckConstraint(condition=models.Q(('certified_by__isnull', True), models.Q(('certified_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='claims_claim_two_people', violation_error_message='Whoever prepared a claim does not certify it.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('submitted', 'queried', 'part_paid', 'paid')), ('submitted_on__isnull', False)), models.Q(models.Q(('state__in', ('submitted', 'queried', 'part_paid', 'paid')), _negated=True), ('submitted_on__isnull', True)), _connector='OR'), name='claims_claim_sent_when_submitted', violation_error_message='A claim that was sent has its submission, and no other claim has one.'), models.CheckConstraint(condition=models.Q(('submitted_on__isnull', True), models.Q(('certified_on__isnull', False), models.Q(('reference', ''), _negated=True), models.Q(('vat_decision', 'to_be_confirmed'), _negated=True)), _connector='OR'), name='claims_claim_complete_when_submitted', violation_error_message='A claim is submitted with its reference, its VAT decision and a certificate.'), models.CheckConstraint(condition=models.Q(models.Q(('paid_on__isnull', False), ('state', 'paid')), models.Q(models.Q(('state', 'paid'), _negated=True), ('paid_on__isnull', True)), _connector='OR'), name='claims_claim_paid_on_a_day', violation_error_message='A paid claim has the day it was paid, and no other claim has one.'), models.CheckConstraint(condition=models.Q(('gross__gt', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('vat')), '-', models.Value(Decimal('0.005')))), ('gross__lt', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('vat')), '+', models.Value(Decimal('0.005'))))), name='claims_claim_adds_up', violation_error_message='Net and VAT make the gross amount.'), models.CheckConstraint(condition=models.Q(('number__length__lte', 20), ('reference__length__lte', 200), ('declaration__length__lte', 4000), ('source__length__lte', 200)), name='claims_claim_text_limits', violation_error_message='This text is too long. Shorten it, or attach a document instead.'), models.CheckConstraint(condition=models.Q(('recorded_by__isnull', False), models.Q(('source', ''), _negated=True), _connector='OR'), name='claims_claim_said_by_somebody', violation_error_message='Record who said so, or the document it comes from.')],
                'indexes': [models.Index(fields=['programme', 'submitted_on'], name='claims_claim_sent')],
            },
        ),
        migrations.CreateModel(
            name='ClaimFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'XLSX'), ('ods', 'ODS'), ('pdf', 'PDF')], max_length=40)),
                ('with_names', models.BooleanField()),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('content', models.BinaryField()),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='claims.claim')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='improvement.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('claim', 'kind', 'with_names'), name='claims_claimfile_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['csv', 'xlsx', 'ods', 'pdf'])), name='claims_claimfile_kind_known', violation_error_message='Choose one of: CSV, XLSX, ODS, PDF.'), models.CheckConstraint(condition=models.Q(('sha256__length', 64)), name='claims_claimfile_has_its_digest')],
            },
        ),
        migrations.CreateModel(
            name='ClaimLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('reason', config.records.ProseField(blank=True, max_length=4000)),
                ('worked_on', models.DateField(verbose_name='Day worked')),
                ('days', models.DecimalField(decimal_places=1, max_digits=2)),
                ('officer_name', models.CharField(max_length=200, verbose_name='Officer')),
                ('officer_role', models.CharField(max_length=200, verbose_name='Role')),
                ('workstream_number', models.PositiveSmallIntegerField(verbose_name='Workstream number')),
                ('workstream_title', models.CharField(max_length=200, verbose_name='Workstream')),
                ('kind', models.CharField(choices=[('on_site', 'On site'), ('remote', 'Remote'), ('preparation', 'Preparation'), ('travel', 'Travel')], max_length=40)),
                ('rate', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='Day rate')),
                ('vat_percent', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='VAT rate')),
                ('net', models.DecimalField(decimal_places=2, max_digits=12)),
                ('vat', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='VAT')),
                ('gross', models.DecimalField(decimal_places=2, max_digits=12)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='claims.claim')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claim_lines', to='claims.dayentry')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claim_lines', to='improvement.programme')),
                ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='claims.claimline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('claim', 'number'), name='claims_claimline_number_once'), models.UniqueConstraint(condition=models.Q(('reverses__isnull', True)), fields=('claim', 'entry'), name='claims_claimline_day_once_a_claim', violation_error_message='This day is on the claim already.'), models.CheckConstraint(condition=models.Q(('kind__in', ['on_site', 'remote', 'preparation', 'travel'])), name='claims_claimline_kind_known', violation_error_message='Choose one of: On site, Remote, Preparation, Travel.'), models.CheckConstraint(condition=models.Q(models.Q(('days__in', [Decimal('0.5'), Decimal('1.0')]), ('net__gte', 0), ('reason', ''), ('reverses__isnull', True), ('vat__gte', 0)), models.Q(('days__in', [Decimal('-0.5'), Decimal('-1.0')]), ('net__lte', 0), ('reverses__isnull', False), ('vat__lte', 0), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='claims_claimline_day_or_reversal', violation_error_message='A line claims a day, or gives one back with the reason.'), models.CheckConstraint(condition=models.Q(('gross__gt', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('vat')), '-', models.Value(Decimal('0.005')))), ('gross__lt', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('vat')), '+', models.Value(Decimal('0.005'))))), name='claims_claimline_adds_up', violation_error_message='Net and VAT make the gross amount.'), models.CheckConstraint(condition=models.Q(('rate__gt', 0), ('vat_percent__gte', 0), ('vat_percent__lte', 100)), name='claims_claimline_rates_known', violation_error_message='A line has its day rate and its rate of VAT.'), models.CheckConstraint(condition=models.Q(('reason__length__lte', 4000), ('officer_name__length__lte', 200), ('officer_role__length__lte', 200), ('workstream_title__length__lte', 200)), name='claims_claimline_text_limits', violation_error_message='This text is too long. Shorten it, or attach a document instead.')],
                'indexes': [models.Index(fields=['programme', 'worked_on'], name='claims_claimline_worked')],
            },
        ),
        migrations.CreateModel(
            name='ClaimedDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='claimed', to='claims.dayentry')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='improvement.programme')),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='claims.claimline')),
            ],
        ),
        migrations.CreateModel(
            name='ClaimStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_on', models.DateField(default=config.dates.today, editable=False)),
                ('source', models.CharField(blank=True, editable=False, max_length=200)),
                ('invented', models.BooleanField(default=config.records.is_demonstration, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('step', models.CharField(choices=[('started', 'Started'), ('adjusted', 'Adjustments changed'), ('prepared', 'Prepared'), ('reopened', 'Returned to draft'), ('certified', 'Certified'), ('submitted', 'Submitted'), ('cancelled', 'Cancelled'), ('queried', 'Queried by the funder'), ('answered', 'Query answered'), ('payment', 'Payment recorded')], max_length=40)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('prepared', 'Prepared'), ('certified', 'Certified'), ('submitted', 'Submitted'), ('queried', 'Queried'), ('part_paid', 'Part paid'), ('paid', 'Paid'), ('cancelled', 'Cancelled')], max_length=40)),
                ('text', config.records.ProseField(blank=True, max_length=4000)),
                ('total_days', models.DecimalField(decimal_places=1, max_digits=8)),
                ('gross', models.DecimalField(decimal_places=2, max_digits=12)),
                ('at', models.DateTimeField(default=config.dates.now, editable=False)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='claims.claim')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='improvement.programme')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('claim', 'number'), name='claims_claimstep_number_once'), models.CheckConstraint(condition=models.Q(('step__in', ['started', 'adjusted', 'prepared', 'reopened', 'certified', 'submitted', 'cancelled', 'queried', 'answered', 'payment'])), name='claims_claimstep_step_known', violation_error_message='Choose one of: Started, Adjustments changed, Prepared, Returned to draft, Certified, Submitted, Cancelled, Queried by the funder, Query answered, Payment recorded.'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'prepared', 'certified', 'submitted', 'queried', 'part_paid', 'paid', 'cancelled'])), name='claims_claimstep_state_known', violation_error_message='Choose one of: Draft, Prepared, Certified, Submitted, Queried, Part paid, Paid, Cancelled.'), models.CheckConstraint(condition=models.Q(models.Q(('step__in', ['reopened', 'cancelled', 'queried', 'answered']), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='claims_claimstep_says_why', violation_error_message='Say why.'), models.CheckConstraint(condition=models.Q(('text__length__lte', 4000), ('source__length__lte', 200)), name='claims_claimstep_text_limits', violation_error_message='This text is too long. Shorten it, or attach a document instead.'), models.CheckConstraint(condition=models.Q(('recorded_by__isnull', False), models.Q(('source', ''), _negated=True), _connector='OR'), name='claims_claimstep_said_by_somebody', violation_error_message='Record who said so, or the document it comes from.')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='agreementterms',
            name='claims_agreementterms_text_limits',
        ),
        migrations.AddField(
            model_name='agreementterms',
            name='declaration',
            field=config.records.ProseField(db_default='I certify that the days on this claim were worked on the programme, that the records of the council support them, that they have not been claimed before, and that the amount is due under the agreement.', default='I certify that the days on this claim were worked on the programme, that the records of the council support them, that they have not been claimed before, and that the amount is due under the agreement.', max_length=4000, verbose_name='What the certifier declares'),
        ),
        migrations.AddField(
            model_name='fundingagreement',
            name='claims_numbered',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddConstraint(
            model_name='agreementterms',
            constraint=models.CheckConstraint(condition=models.Q(('reference__length__lte', 200), ('declaration__length__lte', 4000), ('reason__length__lte', 4000), ('source__length__lte', 200)), name='claims_agreementterms_text_limits', violation_error_message='This text is too long. Shorten it, or attach a document instead.'),
        ),
    ]
