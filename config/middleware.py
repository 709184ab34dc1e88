"""What holds for every page of every room."""

from django.http import Http404
from django.utils.cache import add_never_cache_headers


def readable_addresses(get_response):
    """An address with a null byte leads nowhere: PostgreSQL can neither look one up nor keep it in an event."""

    def middleware(request):
        if "\x00" in request.path:
            raise Http404
        return get_response(request)

    return middleware


def private_pages(get_response):
    """Nothing a signed-in person saw may be kept by a shared or returned-to browser."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response

    return middleware
