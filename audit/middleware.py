"""Notes where each request comes from, for the events written while it is answered."""

from django.conf import settings

from audit.actions import request_address


def client_address(request):
    """The caller's address: as the last of our own proxies saw it, or the connection's."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        return hops[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR") or None


def address(get_response):
    def middleware(request):
        token = request_address.set(client_address(request))
        try:
            return get_response(request)
        finally:
            request_address.reset(token)

    return middleware
