from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        import accounts.failed_jobs
        import accounts.letters  # registers the work of every sweep
        import accounts.request_keys  # registers the nightly work
        import accounts.signals  # noqa: F401 - writes sign-ins to the audit trail
