from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self):
        import audit.nightly  # noqa: F401 - registers the nightly work
