from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self):
        import claims.reconciliation  # noqa: F401 - registers the nightly work
