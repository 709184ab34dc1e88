"""API keys: `Authorization: Bearer <key>`, made by `manage.py api_token EMAIL`."""

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from accounts.actions import digest_of
from accounts.backends import is_refused_here
from accounts.models import ApiToken


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request):
        scheme, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        good = ApiToken.objects.good_at(timezone.now()).select_related("user")
        token = good.filter(digest=digest_of(secret.strip())).first()
        if token is None or is_refused_here(token.user):
            raise AuthenticationFailed("This key is not known, has expired or was revoked.")
        return token.user, token

    def authenticate_header(self, request):
        return "Bearer"


class BearerScheme(OpenApiAuthenticationExtension):
    """How the schema describes API keys."""

    target_class = TokenAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}
