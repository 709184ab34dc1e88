from django.db import migrations

from config.frozen import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_events_in_chains")]

    operations = [refuse_changes("audit_event", "an audit event is never changed or deleted", unique=["chain", "sequence"])]
