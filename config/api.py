"""What every API view shares: bounded paging and problem details."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import set_rollback

PROBLEM = "application/problem+json"


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class Conflict(exceptions.APIException):
    """The record moved on, or the step is not allowed from its state."""

    status_code = 409
    default_code = "conflict"


class PreconditionFailed(exceptions.APIException):
    """If-Match names a version that is no longer the newest."""

    status_code = 412
    default_code = "precondition_failed"


def problem_details(error, context):
    """Answer every refusal as problem details. Source: RFC 9457."""
    if isinstance(error, Http404):
        error = exceptions.NotFound("There is nothing here, or nothing you may see.")
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(str(error) or "You may not do this.")
    elif isinstance(error, SuspiciousOperation):
        # More fields, files or text than a form may hold: Django's own words name settings.
        error = exceptions.ParseError("This form holds too much. Send fewer parts, or less text in them.")
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    problem = {"type": "about:blank", "title": error.default_code.replace("_", " ").capitalize()}
    problem["status"] = error.status_code
    if isinstance(error, exceptions.ValidationError):
        problem["title"] = "Some of this cannot be accepted"
        problem["errors"] = error.detail
    else:
        problem["detail"] = str(error.detail)
    response = Response(problem, status=error.status_code, content_type=PROBLEM)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(wait)
    return response
