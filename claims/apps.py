from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self):
        import claims.reconciliation
        import claims.reminders
        import claims.unconfirmed  # noqa: F401 - these register the nightly work
