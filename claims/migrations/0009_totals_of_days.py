"""What days add up to by month, kept by the database with every entry written."""

import django.db.models.deletion
from django.db import migrations, models

from claims.day_totals import keep_day_totals


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0008_cost_of_days'),
        ('improvement', '0006_interventions_replaced_by_another'),
    ]

    operations = [
        migrations.CreateModel(
            name='DayTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='Its first day')),
                ('kind', models.CharField(choices=[('on_site', 'On site'), ('remote', 'Remote'), ('preparation', 'Preparation'), ('travel', 'Travel')], max_length=40)),
                ('state', models.CharField(choices=[('draft', 'Not submitted'), ('submitted', 'Awaiting approval'), ('returned', 'Returned'), ('approved', 'Approved'), ('removed', 'Removed')], max_length=40)),
                ('counts', models.BooleanField()),
                ('entries', models.IntegerField()),
                ('days', models.DecimalField(decimal_places=1, max_digits=9)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='improvement.programme')),
                ('workstream', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='improvement.workstream')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'month', 'workstream', 'kind', 'state', 'counts'), name='claims_daytotal_once', violation_error_message='These days have a total already.'),
                    models.CheckConstraint(condition=models.Q(('days__gte', 0), ('entries__gte', 0)), name='claims_daytotal_not_negative', violation_error_message='No month holds less than nothing.'),
                ],
            },
        ),
        keep_day_totals(),
    ]
