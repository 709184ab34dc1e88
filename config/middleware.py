"""Nothing a signed-in person saw may be kept by a shared or returned-to browser."""

from django.utils.cache import add_never_cache_headers


def private_pages(get_response):
    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response

    return middleware
