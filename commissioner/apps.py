from django.apps import AppConfig


class CommissionerConfig(AppConfig):
    name = "commissioner"

    def ready(self):
        import commissioner.packs.verification
        import commissioner.reminders  # noqa: F401 - registers the nightly work
