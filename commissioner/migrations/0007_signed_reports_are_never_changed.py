"""What was signed can be proved: the database itself refuses to change a signed report, its sections and its files."""

from django.db import migrations

from config.frozen import Frozen, refuse_changes, refuse_changes_once

SIGNED = "a signed report is never changed or deleted"
OF_A_SIGNED_REPORT = (
    "EXISTS (SELECT 1 FROM commissioner_progressreport signed "
    "WHERE signed.id = {row}.report_id AND signed.signed_on IS NOT NULL)"
)
REPORT = Frozen(
    model="commissioner.ProgressReport",
    sentence=SIGNED,
    when="{row}.signed_on IS NOT NULL",
    unique=(("programme_id", "number"), ("schedule_id", "period_end", "issue"), ("replaces_id",)),
    may_change=("version", "state"),
)
# What belongs to a report, and the columns of its unique constraint beside the key.
OF_A_REPORT = {
    "ReportSection": (("report_id", "kind"),),
    "ReportRecommendation": (("report_id", "number"),),
    "RecommendationProgress": (("report_id", "recommendation_id"),),
    "ReportComment": (),
    "ReportFile": (("report_id", "edition", "name"),),
}
DELIVERY = Frozen(
    model="commissioner.ReportDelivery",
    sentence="what was sent of a report is never changed or deleted",
    when="{row}.sent_at IS NOT NULL",
    unique=(("report_id", "address"),),
)
FROM_THE_FIRST = {
    "scheduleterms": ("terms of a schedule are never changed", ["id"]),
    "reportstep": ("a step of a report is never changed or deleted", ["report_id", "number"]),
    "reportnote": ("a private note is never changed or deleted", ["id"]),
    "ministerdecision": ("a decision of the Minister is never changed or deleted", ["report_id"]),
    "reportwithdrawal": ("the withdrawal of a report is never changed or deleted", ["report_id"]),
}


def _part(model, unique):
    return Frozen(
        model=f"commissioner.{model}", sentence=SIGNED, when=OF_A_SIGNED_REPORT, unique=unique, joins=True
    )


class Migration(migrations.Migration):
    dependencies = [("commissioner", "0006_reports_to_the_minister")]

    operations = [
        refuse_changes_once(REPORT),
        *(refuse_changes_once(_part(model, unique)) for model, unique in OF_A_REPORT.items()),
        refuse_changes_once(DELIVERY),
        *(
            refuse_changes(f"commissioner_{table}", sentence, unique=unique)
            for table, (sentence, unique) in FROM_THE_FIRST.items()
        ),
    ]
