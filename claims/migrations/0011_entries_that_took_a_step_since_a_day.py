"""Entries that took a step since a day are found from the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0010_sums_of_days_from_an_index'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='daystep',
            index=models.Index(fields=['programme', 'recorded_on', 'worked_on'], include=('entry',), name='claims_daystep_moved'),
        ),
    ]
