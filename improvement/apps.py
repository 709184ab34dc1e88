from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "improvement"

    def ready(self):
        import improvement.reconciliation  # noqa: F401 - registers the nightly work
