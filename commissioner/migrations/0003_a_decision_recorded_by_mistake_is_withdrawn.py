"""A decision may be taken back with a reason until its minutes are agreed, and from then on not any more."""

import config.dates
import config.records
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.frozen import Frozen, refuse_changes_once

WITHDRAWAL = Frozen(
    model="commissioner.DecisionWithdrawal",
    sentence="agreed minutes are never changed or deleted",
    when=(
        "EXISTS (SELECT 1 FROM commissioner_decision decision JOIN commissioner_meeting agreed "
        "ON agreed.id = decision.meeting_id "
        "WHERE decision.id = {row}.decision_id AND agreed.minutes_agreed_on IS NOT NULL)"
    ),
    unique=(("decision_id",),),
    joins=True,
)


class Migration(migrations.Migration):

    dependencies = [
        ('commissioner', '0002_agreed_minutes_are_never_changed'),
        ('improvement', '0008_registers_of_the_decision_report'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_on', models.DateField(default=config.dates.today, editable=False)),
                ('source', models.CharField(blank=True, editable=False, max_length=200)),
                ('invented', models.BooleanField(default=config.records.is_demonstration, editable=False)),
                ('reason', config.records.ProseField(max_length=4000)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='commissioner.decision')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decision_withdrawals', to='improvement.programme')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='commissioner_decisionwithdrawal_reason', violation_error_message='Give the reason.'), models.CheckConstraint(condition=models.Q(('reason__length__lte', 4000), ('source__length__lte', 200)), name='commissioner_decisionwithdrawal_text_limits', violation_error_message='This text is too long. Shorten it, or attach a document instead.'), models.CheckConstraint(condition=models.Q(('recorded_by__isnull', False), models.Q(('source', ''), _negated=True), _connector='OR'), name='commissioner_decisionwithdrawal_said_by_somebody', violation_error_message='Record who said so, or the document it comes from.')],
            },
        ),
        refuse_changes_once(WITHDRAWAL),
    ]
