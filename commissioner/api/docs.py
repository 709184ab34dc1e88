"""The schema as a page that needs no script."""

from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator


@require_safe
def api_docs(request):
    schema = SchemaGenerator().get_schema(request=None, public=True)
    operations = [
        {"method": method.upper(), "path": path, **_operation(operation, schema)}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(
        request,
        "commissioner/api_docs.html",
        {"operations": operations, "breadcrumbs": [("Programmes", "/"), ("API", "")]},
    )


def _operation(operation, schema):
    return {
        "id": operation["operationId"],
        "description": operation.get("description", "").strip(),
        "parameters": [(p["name"], p["in"], p.get("description", "")) for p in operation.get("parameters", [])],
        "body": _fields(operation.get("requestBody", {}), schema),
        "answers": [(code, _fields(answer, schema)) for code, answer in operation.get("responses", {}).items()],
    }


def _fields(holder, schema):
    """The fields of a body, as (name, type, what it means)."""
    found = holder.get("content", {}).get("application/json", {}).get("schema", {})
    reference = found.get("$ref") or found.get("items", {}).get("$ref")
    if not reference:
        return []
    component = schema["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    if "results" in component.get("properties", {}):
        reference = component["properties"]["results"]["items"]["$ref"]
        component = schema["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    required = component.get("required", [])
    return [
        (
            name,
            facts.get("type", "one of the values listed in the schema"),
            facts.get("description", ""),
            name in required,
        )
        for name, facts in component.get("properties", {}).items()
    ]
