"""The API held to its own schema: every operation, with bodies and parameters nobody would think of."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings

from accounts.actions import make_api_token
from config.wsgi import application
from tests.factories.accounts import MembershipFactory, member
from tests.factories.improvement import (
    FindingFactory,
    MilestoneFactory,
    ProgrammeFactory,
    RequirementFactory,
    RiskFactory,
    RiskScoreFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _one_connection():
    """Requests made past Django's test client would close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def caller_headers(db, settings):
    """A programme with something in it, and the headers of somebody who may do everything."""
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
    programme = ProgrammeFactory(slug="torbay")
    director = member(programme, "director")
    MembershipFactory(user=director, programme=programme, role="commissioner")
    workstream = WorkstreamFactory(programme=programme, number=8)
    MilestoneFactory(workstream=workstream)
    FindingFactory(programme=programme, reference="F9")
    RiskScoreFactory(risk=RiskFactory(programme=programme, number=1))
    RequirementFactory(intervention__programme=programme, reference="1.5")
    _, secret = make_api_token(user=director, purpose="Schema test", days=1)
    return {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}


schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
schema.app = application


@schema.parametrize()
@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_api_keeps_to_its_schema(case, caller_headers):
    if "slug" in case.path_parameters:
        case.path_parameters["slug"] = "torbay"

    answer = case.call(headers=caller_headers)

    assert answer.status_code < 500
    if answer.status_code in {200, 201}:
        case.validate_response(answer, checks=[schemathesis.checks.response_schema_conformance])
