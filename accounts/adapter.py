from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """There is no public sign-up: people come in by an administrator's invitation."""

    def is_open_for_signup(self, request):
        return False

    def get_password_change_redirect_url(self, request):
        return reverse("accounts:me")
