import django.db.models.deletion
from django.db import migrations, models

import config.records


class Migration(migrations.Migration):

    dependencies = [
        ('improvement', '0003_interventions_closed_by_somebody'),
    ]

    operations = [
        # The columns keep their names, and so nothing of the table changes: the code before runs on beside this.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name='risk',
                    name='improvement_risk_text_limits',
                ),
                migrations.AlterField(
                    model_name='risk',
                    name='mitigation',
                    field=config.records.ProseField(db_column='mitigation', help_text='What is being done about it', max_length=4000, verbose_name='Response'),
                ),
                migrations.RenameField(
                    model_name='risk',
                    old_name='mitigation',
                    new_name='original_mitigation',
                ),
                migrations.AlterField(
                    model_name='risk',
                    name='owner_post',
                    field=config.records.LineField(db_column='owner_post', help_text='The post that answers for it', max_length=200, verbose_name='Owner'),
                ),
                migrations.RenameField(
                    model_name='risk',
                    old_name='owner_post',
                    new_name='original_owner_post',
                ),
                migrations.AlterField(
                    model_name='risk',
                    name='workstream',
                    field=models.ForeignKey(blank=True, db_column='workstream_id', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='improvement.workstream'),
                ),
                migrations.RenameField(
                    model_name='risk',
                    old_name='workstream',
                    new_name='original_workstream',
                ),
                migrations.AddConstraint(
                    model_name='risk',
                    constraint=models.CheckConstraint(condition=models.Q(('title__length__lte', 200), ('cause__length__lte', 4000), ('effect__length__lte', 4000), ('original_mitigation__length__lte', 4000), ('original_owner_post__length__lte', 200), ('closing_reason__length__lte', 4000), ('source__length__lte', 200)), name='improvement_risk_text_limits', violation_error_message='This text is too long. Shorten it, or attach a document instead.'),
                ),
            ],
        ),
    ]
