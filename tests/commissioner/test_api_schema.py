"""The API held to its own schema: every operation, with bodies and parameters nobody would think of."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions import make_api_token
from config.wsgi import application
from tests.factories.accounts import MembershipFactory, member
from tests.factories.board import board_of_everything
from tests.factories.claims import (
    AllowanceFactory,
    DayImportFactory,
    DayRateFactory,
    FundingAgreementFactory,
    RemittanceFactory,
    made_claim,
    made_day,
)
from tests.factories.improvement import StatisticsImportFactory, programme_of_everything
from tests.factories.report import reports_of_everything

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
def programme(db):
    programme = programme_of_everything("torbay")
    agreement = FundingAgreementFactory(programme=programme)
    AllowanceFactory(agreement=agreement)
    DayRateFactory(agreement=agreement)
    RemittanceFactory(programme=programme)
    StatisticsImportFactory(programme=programme)
    board_of_everything(programme)
    reports_of_everything(programme)
    return programme


@pytest.fixture
def caller_headers(programme, settings):
    """The headers of somebody who may do everything in the programme, with a day of their own."""
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
    director = member(programme, "director")
    for role in ("commissioner", "preparer", "certifier"):
        MembershipFactory(user=director, programme=programme, role=role)
    made_day(programme.workstreams.get(number=8), director)
    DayImportFactory(programme=programme, officer=director)
    made_claim(programme, preparer=director)
    _, secret = make_api_token(user=director, purpose="Schema test", days=1)
    return {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}


schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
schema.app = application


OPERATIONS = [operation.ok() for operation in schema.get_all_operations()]


# Each operation has a name of its own: xdist takes tests of one name for one test, and runs the first alone.
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
@given(data=st.data())
@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_api_keeps_to_its_schema(operation, data, caller_headers, programme):
    case = data.draw(operation.as_strategy())
    lead_to_what_is_there(case, programme)

    answer = case.call(headers=caller_headers)

    assert answer.status_code < 500
    if answer.status_code in {200, 201}:
        case.validate_response(answer, checks=[schemathesis.checks.response_schema_conformance])


CALLED = {
    "payments": "remittances",
    "registers": "register_entries",
    "reports": "progress_reports",
    "statistics": "statistics_imports",
}


def lead_to_what_is_there(case, programme):
    """An address made up would nearly always be nobody's, and its answer 404."""
    for name in case.path_parameters:
        if name == "slug":
            case.path_parameters[name] = programme.slug
        else:
            kind = case.path.split("{slug}/")[1].split("/")[0].replace("-", "_")
            record = getattr(programme, CALLED.get(kind, kind)).first()
            case.path_parameters[name] = record.pk if name == "id" else getattr(record, name)
