"""House rules that a machine can check."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DataError, IntegrityError, connection, models, transaction
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver

from tests.factories import accounts, board, claims, improvement, jobs, report

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("jobs", "audit", "accounts", "improvement", "claims", "commissioner")

FACTORIES = {
    factory._meta.model: factory
    for module in (accounts, improvement, claims, board, jobs, report)
    for _, factory in inspect.getmembers(module, inspect.isclass)
    if issubclass(factory, improvement.DjangoModelFactory) and factory._meta.model
}

# Texts that no person types: each has one fixed form, made by the code.
FIXED_FORM = {
    "accounts.User.password": "what the password hasher makes",
    "accounts.Invitation.digest": "64 hexadecimal digits",
    "accounts.ApiToken.digest": "64 hexadecimal digits",
    "accounts.CalendarFeed.digest": "64 hexadecimal digits",
    "accounts.RequestKey.fingerprint": "64 hexadecimal digits",
    "claims.ClaimFile.sha256": "64 hexadecimal digits",
    "improvement.Evidence.sha256": "64 hexadecimal digits",
    "commissioner.Paper.sha256": "64 hexadecimal digits",
    "commissioner.PackFile.sha256": "64 hexadecimal digits",
    "commissioner.ReportFile.sha256": "64 hexadecimal digits",
    "commissioner.MinisterDecision.sha256": "64 hexadecimal digits",
}

# What else must change with a field, so that its length is the one thing wrong.
BESIDES = {
    "commissioner.ActionChange.owner_name": lambda: {"step": "reassigned", "due_on": None},
    "commissioner.ReportComment.answer": lambda: {
        "answered_on": report.PERIOD_END,
        "answered_by": accounts.UserFactory(),
    },
    "commissioner.Pack.note": lambda: {"number": 2},
    "commissioner.ScheduleTerms.own_ends": lambda: {"cadence": "own_dates"},
    "commissioner.Paper.file": lambda: {"link": "", "file_name": "a.pdf", "size_bytes": 1, "sha256": "0" * 64},
    "improvement.Evidence.file": lambda: {"link": "", "file_name": "a.pdf", "size_bytes": 1, "sha256": "0" * 64},
    "claims.ClaimLine.reason": lambda: {
        "reverses": claims.ClaimLineFactory(),
        "days": -1,
        "net": -500,
        "gross": -500,
    },
}
# Rows that are never updated: what is too long is tried in a new one, which differs in this.
NEVER_UPDATED = {
    "claims.ClaimStep": lambda step: {"claim": step.claim, "number": 2},
    "commissioner.ReportStep": lambda step: {"report": step.report, "number": 2},
    **dict.fromkeys(
        [f"commissioner.{name}" for name in ("ScheduleTerms", "ReportNote", "MinisterDecision", "ReportWithdrawal")],
        lambda record: {},
    ),
    **dict.fromkeys(
        [f"commissioner.{name}" for name in ("Pack", "PackFile")],
        lambda record: {},
    ),
    **dict.fromkeys(
        [f"commissioner.{name}" for name in ("BoardTerms", "Correction", "ActionChange", "Challenge", "ChallengeStep")],
        lambda record: {},
    ),
}


def our_models():
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def text_fields(model):
    """Every field of free text; those with choices are held to them by a constraint of their own."""
    texts = (models.CharField, models.TextField, models.FileField)
    return [f for f in model._meta.concrete_fields if isinstance(f, texts) and not f.choices]


# Rows that the database lets nobody change: their limits are broken by new rows, in the tests of their room.
NEVER_CHANGED = {"claims.Remittance", "claims.Payment"}


def is_never_changed(model):
    return model._meta.label in NEVER_CHANGED


LIMITED = [
    pytest.param(model, field, id=f"{model._meta.label}.{field.name}")
    for room in ("accounts", "improvement", "claims", "commissioner")
    for model in apps.get_app_config(room).get_models()
    for field in text_fields(model)
    if f"{model._meta.label}.{field.name}" not in FIXED_FORM
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "field"), [case for case in LIMITED if case.values[0]._meta.label not in NEVER_CHANGED]
)
def test_every_text_has_its_length_in_the_database(model, field):
    record = FACTORIES[model]()
    rows = model.objects.filter(pk=record.pk)
    # PostgreSQL holds the length of a line in its column's type already, and says so in its own words.
    by_type = connection.vendor == "postgresql" and not isinstance(field, models.TextField)
    error, words = (
        (DataError, rf"value too long for type character varying\({field.max_length}\)")
        if by_type
        else (IntegrityError, f"{model._meta.db_table}_text_limits")
    )

    label = model._meta.label
    values = {field.attname: "x" * (field.max_length + 1), **BESIDES.get(f"{label}.{field.name}", dict)()}

    with pytest.raises(error, match=words), transaction.atomic():
        if label in NEVER_UPDATED:
            FACTORIES[model](**NEVER_UPDATED[label](record), **values)
        else:
            rows.update(**values)


@pytest.mark.parametrize(("model", "field"), LIMITED)
def test_every_text_is_named_in_its_constraint_with_its_own_length(model, field):
    (limits,) = [c for c in model._meta.constraints if c.name == f"{model._meta.db_table}_text_limits"]

    named = dict(limits.condition.children)

    assert named[f"{field.attname}__length__lte"] == field.max_length


def test_texts_of_a_fixed_form_are_there():
    labels = {f"{model._meta.label}.{field.name}" for model in our_models() for field in text_fields(model)}

    assert FIXED_FORM.keys() - labels == set()


@pytest.mark.django_db
@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_model_says_what_it_is(model):
    assert "__str__" in vars(model)


@pytest.mark.django_db
@pytest.mark.parametrize("model", FACTORIES, ids=lambda model: model._meta.label)
def test_every_record_says_what_it_is(model):
    name = str(FACTORIES[model]())

    assert (bool(name), "object (" in name) == (True, False)


def templates():
    return [path for path in (ROOT / "templates").rglob("*") if path.is_file()]


# The help of a field may hold markup: it is written in the code, never by people.
UNESCAPED = r"(?<!field\.help_text)\|\s*safe\b"


# A file of ours, read when the page stands.
SCRIPT = r"<script(?! src=\"\{% static 'js/[a-z]+\.js' %\}\" defer></script>)"


@pytest.mark.parametrize(
    "forbidden",
    [r"<style", SCRIPT, r"\sstyle\s*=", r"\son[a-z]+\s*=", r"javascript:", UNESCAPED, r"safeseq"],
)
def test_no_template_holds_styles_scripts_or_unescaped_text(forbidden):
    found = [
        str(path.relative_to(ROOT)) for path in templates() if re.search(forbidden, path.read_text(), re.IGNORECASE)
    ]

    assert len(templates()) > 80
    assert found == []


def test_only_letters_are_written_without_escaping():
    found = {path.suffix for path in templates() if "autoescape off" in path.read_text()}

    assert found == {".txt"}


def all_patterns(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from all_patterns(entry)


def function_views():
    """Every view that is a function of ours. Classes, of allauth and the API, know their methods."""
    for pattern in all_patterns(get_resolver()):
        view = pattern.callback
        if not hasattr(view, "view_class") and not hasattr(view, "cls"):
            yield pytest.param(view, id=pattern.name)


@pytest.mark.parametrize("view", list(function_views()))
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_every_view_declares_its_methods(view, method):
    response = view(RequestFactory().generic(method, "/"))

    assert response.status_code == 405


# Build numbers, names and locks must not carry the host that one machine happened to install from.
REGISTRY = re.compile(r"https?://[\w.-]*(?:pypi|npm|registry|pythonhosted|artifact|nexus|mirror)[\w.-]*", re.IGNORECASE)
NOT_OURS = {".git", ".venv", "node_modules", "var", "built", "__pycache__"}


def our_files():
    for path in ROOT.rglob("*"):
        parts = set(path.relative_to(ROOT).parts)
        if path.is_file() and not parts & NOT_OURS and not path.parts[len(ROOT.parts)].startswith((".pytest", ".ruff")):
            yield path


def test_no_file_names_a_registry_host():
    found = {
        str(path.relative_to(ROOT)): hosts
        for path in our_files()
        if (hosts := REGISTRY.findall(path.read_text(errors="ignore")))
    }

    assert found == {}


@pytest.mark.django_db
def test_migrations_are_up_to_date(capsys):
    call_command("makemigrations", check=True, dry_run=True)

    assert capsys.readouterr().out == "No changes detected\n"


def test_imports_run_downwards_only():
    # In a process of its own: it sets up logging for itself, and would silence ours.
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
