from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

DEMONSTRATION_DOMAIN = "@demo.example"


def is_refused_here(user):
    """A demonstration account, whose password anybody can read, outside a demonstration."""
    return user.email.endswith(DEMONSTRATION_DOMAIN) and not settings.DEMONSTRATION


class PasswordBackend(AuthenticationBackend):
    """Signs in by e-mail address and password; never a disabled person, nor a demonstration account in production."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and not is_refused_here(user)
