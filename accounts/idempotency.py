"""The header Idempotency-Key: a POST sent twice is carried out once.

Source: IETF draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header-07).
"""

import hashlib
import json
import re
from functools import partial

from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer

from accounts import request_keys
from accounts.models import KEY

HEADER = "Idempotency-Key"
_FORM = rf"[ -~]{{1,{KEY}}}"


class KeyInProgress(exceptions.APIException):
    status_code = 409
    default_code = "request_still_in_progress"
    default_detail = f"The first request with this {HEADER} is still being carried out. Send it again in a moment."
    wait = 1


class KeyUsedForAnother(exceptions.APIException):
    status_code = 422
    default_code = "key_used_already"
    default_detail = f"This {HEADER} was used for a request that asked something else. Give each request its own key."


class DoneOnce:
    """An API view whose POSTs take an Idempotency-Key.

    Sent again by the same person, to the same address with the same body, a request is answered as the first time
    and does nothing. Only what was done is remembered: a refusal did nothing, so its key stays free, and the
    request is judged again as things stand then.

    The whole request is one transaction, and an event recorded by a step that then refuses is undone with it.
    """

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and hasattr(self, "post") and HEADER in request.headers:
            # The request goes on to its method from here, once it is known who asks and that they may.
            self.post = partial(self._once, self.post)

    def _once(self, carry_out, request, *args, **kwargs):
        def do():
            response = carry_out(request, *args, **kwargs)
            return response.status_code, JSONRenderer().render(response.data), response.get("ETag", "")

        facts = {"key": key_of(request), "fingerprint": fingerprint(request)}
        try:
            kept = request_keys.once(user=request.user, do=do, **facts)
        except request_keys.StillInProgress:
            raise KeyInProgress from None
        except request_keys.UsedForAnother:
            raise KeyUsedForAnother from None
        headers = {"ETag": kept.etag} if kept.etag else {}
        return HttpResponse(bytes(kept.body), JSONRenderer.media_type, kept.status, headers=headers)


def key_of(request):
    """The key, which the draft puts in quotation marks and many leave bare."""
    key = request.headers[HEADER].strip().removeprefix('"').removesuffix('"')
    if not (key.strip() and re.fullmatch(_FORM, key)):
        raise exceptions.ValidationError({HEADER: [f"Give 1 to {KEY} letters, digits and signs, such as a UUID."]})
    return key


def fingerprint(request):
    """SHA-256 of what a request asks: its address, the version it was made from, and its body however written."""
    body = request.data
    asked = {
        "address": request.get_full_path(),
        "version": request.headers.get("If-Match", ""),
        "body": dict(body.lists()) if isinstance(body, MultiValueDict) else body,
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=_file_facts).encode()).hexdigest()


def _file_facts(file):
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return [file.name, digest.hexdigest()]


class KeyedSchema(AutoSchema):
    """Shows the header at every POST that takes it."""

    def get_override_parameters(self):
        given = super().get_override_parameters()
        if self.method != "POST" or not isinstance(self.view, DoneOnce):
            return given
        meaning = "A key of your own making for this request: sent again with it, the request is not done again"
        form = {"type": "string", "minLength": 1, "maxLength": KEY}
        return [*given, OpenApiParameter(HEADER, form, OpenApiParameter.HEADER, description=meaning)]
