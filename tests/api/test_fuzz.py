"""Every operation of the API under odd input, as three programs: never a 5xx, never an answer its contract denies."""

import warnings

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import checks

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
EXAMPLES = 25  # per operation and program
CHECKS = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)


@pytest.fixture
def contract(live_server):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return schemathesis.openapi.from_url(f"{live_server.url}/api/schema/?format=json")


def operations(contract):
    return [result.ok() for result in contract.get_all_operations()]


@pytest.mark.parametrize("program", ["hailu_program", "yanshi_program", "visitor"])
def test_no_operation_breaks_or_answers_outside_its_contract(request, contract, open_demand, open_lab, program):
    headers = {} if program == "visitor" else request.getfixturevalue(program).headers
    tried, broken = 0, []
    for operation in operations(contract):
        try:
            tried += probed(operation, headers)
        except (AssertionError, BaseExceptionGroup) as error:  # collected, so that one run names every broken operation
            broken.append(f"{operation.label}: {str(error)[:900]}")
    assert broken == [], "\n".join(broken)
    assert tried >= len(operations(contract)) * 5
    print(f"\n  {program}: {len(operations(contract))} operations, {tried} calls")


def probed(operation, headers) -> int:
    calls = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def probe(case):
        nonlocal calls
        calls += 1
        case.call_and_validate(headers=headers, checks=list(CHECKS))

    probe()
    return calls
