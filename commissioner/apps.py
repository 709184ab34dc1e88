from django.apps import AppConfig


class CommissionerConfig(AppConfig):
    name = "commissioner"

    def ready(self):
        import commissioner.packs.verification
        import commissioner.reminders
        import commissioner.reports.delivery
        import commissioner.reports.drafting  # noqa: F401 - each registers its work
