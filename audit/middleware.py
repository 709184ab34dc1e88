"""Notes where each request comes from, for the events written while it is answered."""

import ipaddress
import re

from django.conf import settings

from audit.actions import request_address


def client_address(request):
    """The caller's address: as the last of our own proxies saw it, or the connection's."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        return _plain(hops[-settings.TRUSTED_PROXIES])
    return _plain(request.META.get("REMOTE_ADDR") or "")


def _plain(hop):
    """An address without its port, written as databases give it back: the hash of an event covers it."""
    host = re.sub(r"^\[(.*)\](:\d+)?$|^([\d.]+):\d+$", r"\1\3", hop).partition("%")[0]
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)


def address(get_response):
    def middleware(request):
        token = request_address.set(client_address(request))
        try:
            return get_response(request)
        finally:
            request_address.reset(token)

    return middleware
