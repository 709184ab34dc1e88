from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self):
        import claims.reconciliation
        import claims.unconfirmed  # noqa: F401 - both register nightly work
