"""Sums of days by officer and kind, too, are answered from the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0009_totals_of_days'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='dayentry',
            index=models.Index(fields=['programme', 'worked_on'], include=('state', 'counts', 'days', 'workstream', 'kind', 'officer', 'approved_on'), name='claims_dayentry_sums'),
        ),
        migrations.RemoveIndex(
            model_name='dayentry',
            name='claims_dayentry_ledger',
        ),
    ]
