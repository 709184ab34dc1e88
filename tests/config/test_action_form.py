import pytest
from django import forms
from django.core.exceptions import ValidationError

from config.action_form import ActionForm
from improvement.models import Workstream
from tests.factories.improvement import WorkstreamFactory

pytestmark = pytest.mark.django_db


class TitleForm(ActionForm):
    title = forms.CharField()
    aim = forms.CharField(required=False)


def bound(record=None, **typed):
    form = TitleForm(typed, record=record)
    assert form.is_valid()
    return form


def refusing(error):
    def action(**facts):
        raise error

    return action


def rename(*, workstream, title, aim, version):
    workstream.claim_version(version)
    Workstream.objects.filter(pk=workstream.pk).update(title=title, aim=aim)


def test_carry_out_gives_the_action_what_was_typed_and_its_facts():
    given = {}

    done = bound(title="MASH", aim="Safer").carry_out(given.update, by="somebody")

    assert (done, given) == (True, {"title": "MASH", "aim": "Safer", "by": "somebody"})


def test_a_form_without_a_record_carries_no_version():
    assert list(TitleForm().fields) == ["title", "aim"]


def test_a_form_of_a_record_carries_the_version_it_was_made_from():
    form = TitleForm(record=WorkstreamFactory(version=3))

    assert (form["version"].value(), form["version"].is_hidden) == (3, True)


def test_carry_out_changes_a_record_from_the_version_it_was_made_from():
    workstream = WorkstreamFactory()

    done = bound(workstream, title="MASH", aim="Safer", version="1").carry_out(rename, workstream=workstream)

    assert done is True
    assert list(Workstream.objects.values_list("title", "aim", "version")) == [("MASH", "Safer", 2)]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ValidationError({"title": "Too dull."}), {"title": ["Too dull."]}),
        (ValidationError({"title": ["One.", "Two."], "aim": "Three."}), {"title": ["One.", "Two."], "aim": ["Three."]}),
        (ValidationError({"number": "Not on this form."}), {"__all__": ["Not on this form."]}),
        (ValidationError({"__all__": "Both are wrong."}), {"__all__": ["Both are wrong."]}),
        (ValidationError("No."), {"__all__": ["No."]}),
        (ValidationError(["No.", "Never."]), {"__all__": ["No.", "Never."]}),
    ],
)
def test_carry_out_shows_a_refusal_by_its_field(error, expected):
    form = bound(title="MASH")

    done = form.carry_out(refusing(error))

    assert (done, form.errors) == (False, expected)


def test_carry_out_of_a_stale_form_keeps_what_was_typed_and_takes_the_new_version():
    workstream = WorkstreamFactory(number=8, title="MASH")
    Workstream.objects.get().claim_version(1)
    form = bound(workstream, title="My title", aim="My aim", version="1")

    done = form.carry_out(rename, workstream=workstream)

    assert done is False
    assert form.errors == {
        "__all__": [
            "8 MASH was changed by somebody else while this page was open. "
            "Nothing of yours is lost: look at what it says now, then save again if yours should stand."
        ]
    }
    assert [form[name].value() for name in ("title", "aim", "version")] == ["My title", "My aim", "2"]
    assert Workstream.objects.get().title == "MASH"


def test_a_stale_form_sent_again_stands():
    workstream = WorkstreamFactory()
    Workstream.objects.get().claim_version(1)
    first = bound(workstream, title="My title", aim="My aim", version="1")
    first.carry_out(rename, workstream=workstream)

    second = bound(workstream, **{name: first[name].value() for name in ("title", "aim", "version")})

    assert second.carry_out(rename, workstream=workstream) is True
    assert Workstream.objects.get().title == "My title"


def test_a_stale_form_with_a_prefix_takes_the_new_version_too():
    workstream = WorkstreamFactory()
    Workstream.objects.get().claim_version(1)
    form = TitleForm({"a-title": "My title", "a-version": "1"}, record=workstream, prefix="a")
    form.is_valid()

    form.carry_out(rename, workstream=workstream)

    assert form["version"].value() == "2"


@pytest.mark.parametrize("version", ["", "0", "-1", "x", str(2**31)])
def test_a_version_that_is_none_is_refused(version):
    form = TitleForm({"title": "MASH", "version": version}, record=WorkstreamFactory())

    assert (form.is_valid(), list(form.errors)) == (False, ["version"])
