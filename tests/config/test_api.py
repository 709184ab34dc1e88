import pytest
from django.core.exceptions import PermissionDenied, TooManyFieldsSent
from django.http import Http404
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from config.api import Conflict, Pages, PreconditionFailed, problem_details


def problem(title, status, detail):
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Http404("No Thing matches"), problem("Not found", 404, "There is nothing here, or nothing you may see.")),
        (PermissionDenied(), problem("Permission denied", 403, "You may not do this.")),
        (PermissionDenied("Not yours."), problem("Permission denied", 403, "Not yours.")),
        (
            exceptions.NotAuthenticated(),
            problem("Not authenticated", 401, "Authentication credentials were not provided."),
        ),
        (exceptions.ParseError("Not JSON."), problem("Parse error", 400, "Not JSON.")),
        (
            exceptions.MethodNotAllowed("PUT"),
            problem("Method not allowed", 405, 'Method "PUT" not allowed.'),
        ),
        (
            TooManyFieldsSent("DATA_UPLOAD_MAX_NUMBER_FIELDS"),
            problem("Parse error", 400, "This form holds too much. Send fewer parts, or less text in them."),
        ),
        (Conflict("It moved on."), problem("Conflict", 409, "It moved on.")),
        (PreconditionFailed("Version 2 is newer."), problem("Precondition failed", 412, "Version 2 is newer.")),
    ],
)
def test_problem_details_answers_each_refusal(error, expected):
    response = problem_details(error, {})

    assert (response.status_code, response.data) == (expected["status"], expected)
    assert response.content_type == "application/problem+json"


def test_problem_details_names_the_fields_that_are_wrong():
    response = problem_details(exceptions.ValidationError({"title": ["Too dull."]}), {})

    assert response.data == {
        "type": "about:blank",
        "title": "Some of this cannot be accepted",
        "status": 400,
        "errors": {"title": ["Too dull."]},
    }


def test_problem_details_tells_how_to_sign_in():
    error = exceptions.NotAuthenticated()
    error.auth_header = "Bearer"

    assert problem_details(error, {})["WWW-Authenticate"] == "Bearer"


def test_problem_details_tells_how_long_to_wait():
    response = problem_details(exceptions.Throttled(wait=2.5), {})

    assert (response.status_code, response["Retry-After"]) == (429, "3")


def test_problem_details_leaves_a_fault_to_be_a_fault():
    assert problem_details(RuntimeError("ours"), {}) is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [("", 50), ("?page_size=3", 3), ("?page_size=500", 500), ("?page_size=501", 500), ("?page_size=0", 50)],
)
def test_pages_hold_at_most_500(query, expected):
    request = Request(APIRequestFactory().get(f"/{query}"))

    assert len(Pages().paginate_queryset(range(600), request)) == expected


def test_pages_say_how_many_there_are_and_where_the_next_is():
    request = Request(APIRequestFactory().get("/?page_size=2"))
    pages = Pages()

    rows = pages.paginate_queryset(range(3), request)

    assert pages.get_paginated_response(rows).data == {
        "count": 3,
        "next": "http://testserver/?page=2&page_size=2",
        "previous": None,
        "results": [0, 1],
    }


def test_a_page_that_is_not_there_is_not_found():
    request = Request(APIRequestFactory().get("/?page=9"))

    with pytest.raises(exceptions.NotFound, match="Invalid page"):
        Pages().paginate_queryset(range(3), request)
