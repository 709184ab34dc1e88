import datetime as dt
import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from config.forms import DateBoxes, DateBoxField, DateParts, GovukRenderer


class ReportForm(forms.Form):
    template_name = "govuk/form.html"
    default_renderer = GovukRenderer

    title = forms.CharField(help_text="As it will be printed", max_length=60)
    summary = forms.CharField(widget=forms.Textarea, max_length=1500, required=False)
    email = forms.EmailField()
    password = forms.CharField(widget=forms.PasswordInput)
    pages = forms.IntegerField(min_value=1)
    workstream = forms.ChoiceField(choices=[("8", "MASH"), ("9", "Post-MASH")])
    kind = forms.ChoiceField(choices=[("on_site", "On site"), ("remote", "Remote")], widget=forms.RadioSelect)
    areas = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label="I agree")
    due = DateBoxField(noun="the date it is due")
    file = forms.FileField()
    version = forms.IntegerField(widget=forms.HiddenInput)


def tags(html, name):
    """Each tag of that name, as its attributes."""
    return [dict(re.findall(r'([\w-]+)(?:="([^"]*)")?', attrs)) for attrs in re.findall(rf"<{name}\b([^>]*)>", html)]


def draw(name, data=None):
    return str(ReportForm(data)[name].as_field_group())


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        (("28", "2", "2017"), dt.date(2017, 2, 28)),
        (("28", "02", "2017"), dt.date(2017, 2, 28)),
        (("28", "Feb", "2017"), dt.date(2017, 2, 28)),
        (("28", "FEBRUARY", "2017"), dt.date(2017, 2, 28)),
        (("1", "Sept.", "2016"), dt.date(2016, 9, 1)),
        (("01", "may", "2016"), dt.date(2016, 5, 1)),
        (("29", "2", "2016"), dt.date(2016, 2, 29)),
        (("31", "12", "9999"), dt.date(9999, 12, 31)),
    ],
)
def test_date_box_field_reads_a_date(typed, date):
    assert DateBoxField().clean(DateParts(*typed)) == date


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("", "", ""), "Enter the date you worked"),
        (("28", "", "2017"), "The date you worked must include a month"),
        (("", "", "2017"), "The date you worked must include a day and month"),
        (("28", "2", ""), "The date you worked must include a year"),
        (("28", "2", "17"), "The year must have 4 digits"),
        (("28", "2", "99999"), "The year must have 4 digits"),
        (("28", "2", "-201"), "The year must have 4 digits"),
        (("28", "2", "٢٠١٧"), "The year must have 4 digits"),
        (("28", "2", "9" * 10_000), "The year must have 4 digits"),
        (("28", "2", "0000"), "Enter a real date, like 28 2 2017"),
        (("31", "2", "2017"), "Enter a real date, like 28 2 2017"),
        (("29", "2", "2017"), "Enter a real date, like 28 2 2017"),
        (("0", "2", "2017"), "Enter a real date, like 28 2 2017"),
        (("28", "13", "2017"), "Enter a real date, like 28 2 2017"),
        (("28", "Fe", "2017"), "Enter a real date, like 28 2 2017"),
        (("28", "Brumaire", "2017"), "Enter a real date, like 28 2 2017"),
        (("٢٨", "2", "2017"), "Enter a real date, like 28 2 2017"),
        (("²", "2", "2017"), "Enter a real date, like 28 2 2017"),
        (("28", "２", "2017"), "Enter a real date, like 28 2 2017"),
        (("9" * 10_000, "2", "2017"), "Enter a real date, like 28 2 2017"),
        (("28", "f" * 10_000, "2017"), "Enter a real date, like 28 2 2017"),
        (("2\x00", "2", "2017"), "Enter a real date, like 28 2 2017"),
    ],
)
def test_date_box_field_refuses_in_plain_words(typed, message):
    field = DateBoxField(noun="the date you worked")

    with pytest.raises(ValidationError) as refusal:
        field.clean(DateParts(*typed))

    assert refusal.value.messages == [message]


def test_date_box_field_may_be_left_blank_when_optional():
    assert DateBoxField(required=False).clean(DateParts()) is None


def test_date_box_field_keeps_its_own_words_for_a_missing_date():
    field = DateBoxField(error_messages={"required": "When did you work?"})

    assert field.error_messages["required"] == "When did you work?"


def test_date_box_field_takes_a_date_given_by_code():
    assert DateBoxField().clean(dt.date(2017, 2, 28)) == dt.date(2017, 2, 28)


@pytest.mark.parametrize(("typed", "changed"), [(("28", "Feb", "2017"), False), (("27", "2", "2017"), True)])
def test_date_box_field_has_changed(typed, changed):
    assert DateBoxField().has_changed(dt.date(2017, 2, 28), DateParts(*typed)) is changed


def test_date_boxes_read_three_boxes():
    data = {"due_day": " 28 ", "due_month": "2"}

    assert DateBoxes().value_from_datadict(data, {}, "due") == DateParts("28", "2", "")


@pytest.mark.parametrize(("data", "omitted"), [({}, True), ({"due_year": ""}, False)])
def test_date_boxes_tell_whether_they_were_sent(data, omitted):
    assert DateBoxes().value_omitted_from_data(data, {}, "due") is omitted


def test_date_boxes_show_an_initial_date():
    html = str(ReportForm(initial={"due": dt.date(2017, 2, 28)})["due"])

    assert [(box["name"], box["id"], box["value"]) for box in tags(html, "input")] == [
        ("due_day", "id_due_day", "28"),
        ("due_month", "id_due_month", "2"),
        ("due_year", "id_due_year", "2017"),
    ]


def test_date_boxes_keep_what_was_typed():
    html = draw("due", {"due_day": "31", "due_month": 'Feb"<', "due_year": "2017"})

    assert [(box["value"], box["aria-invalid"]) for box in tags(html, "input")] == [
        ("31", "true"),
        ("Feb&quot;&lt;", "true"),
        ("2017", "true"),
    ]


def test_date_boxes_have_no_ids_when_the_form_gives_none():
    html = str(ReportForm(auto_id=False)["due"])

    assert [box.get("id") for box in tags(html, "input")] == [None, None, None]


@pytest.mark.parametrize(
    ("name", "tag", "expected"),
    [
        ("title", "input", {"class": "govuk-input", "type": "text", "maxlength": "60"}),
        ("summary", "textarea", {"class": "govuk-textarea", "aria-describedby": "id_summary_count"}),
        ("email", "input", {"class": "govuk-input", "type": "email", "spellcheck": "false"}),
        ("password", "input", {"class": "govuk-input", "type": "password", "autocapitalize": "none"}),
        ("pages", "input", {"class": "govuk-input govuk-input--width-5", "type": "text", "inputmode": "decimal"}),
        ("workstream", "select", {"class": "govuk-select", "name": "workstream"}),
        ("kind", "input", {"class": "govuk-radios__input", "id": "id_kind_0", "value": "on_site"}),
        ("areas", "input", {"class": "govuk-checkboxes__input", "id": "id_areas_0", "value": "a"}),
        ("agreed", "input", {"class": "govuk-checkboxes__input", "type": "checkbox", "id": "id_agreed"}),
        ("due", "input", {"id": "id_due_day", "inputmode": "numeric"}),
        ("file", "input", {"class": "app-file", "type": "file", "id": "id_file"}),
    ],
)
def test_field_is_drawn_as_govuk_markup(name, tag, expected):
    attrs = tags(draw(name), tag)[0]

    assert {key: attrs.get(key) for key in expected} == expected
    assert attrs.keys() & {"required", "placeholder", "aria-invalid"} == set()


@pytest.mark.parametrize("name", ["title", "summary", "email", "password", "pages", "workstream", "agreed", "file"])
def test_field_with_one_control_has_a_label(name):
    labels = tags(draw(name), "label")

    assert [label["for"] for label in labels] == [f"id_{name}"]


@pytest.mark.parametrize(("name", "legend"), [("kind", "Kind"), ("areas", "Areas"), ("due", "Due")])
def test_field_with_several_controls_has_a_legend(name, legend):
    legends = re.findall(r"<legend[^>]*>(.*?)</legend>", draw(name))

    assert legends == [legend]


def test_field_says_when_it_is_optional():
    label = re.search(r"<label[^>]*>(.*?)</label>", draw("summary"))[1]

    assert label == 'Summary <span class="app-optional">(optional)</span>'


def test_field_counts_characters_in_words():
    hint = re.search(r'id="id_summary_count">(.*?)<', draw("summary"))[1]

    assert hint == "You can enter up to 1,500 characters"


def test_field_with_an_error_is_marked_and_described():
    html = draw("title", {})

    assert tags(html, "div")[0]["class"] == "govuk-form-group govuk-form-group--error"
    assert tags(html, "input")[0]["aria-invalid"] == "true"
    assert tags(html, "input")[0]["aria-describedby"] == "id_title_helptext id_title_error"
    assert re.search(r'<p class="govuk-error-message">(.*?)</p>', html)[1] == (
        '<span class="govuk-visually-hidden">Error:</span> This field is required.'
    )


@pytest.mark.parametrize("name", ["kind", "areas", "due"])
def test_fieldset_with_an_error_is_described_once(name):
    html = draw(name, {})

    assert tags(html, "fieldset")[0]["aria-describedby"] == f"id_{name}_error"
    assert [attrs.get("aria-describedby") for attrs in tags(html, "input")] == [None] * len(tags(html, "input"))


@pytest.mark.parametrize("name", ["kind", "areas"])
def test_single_choices_are_not_invalid_in_themselves(name):
    assert [attrs.get("aria-invalid") for attrs in tags(draw(name, {}), "input")] == [None, None]


def test_checkbox_with_an_error_says_so_above_it():
    html = draw("agreed", {})

    assert tags(html, "div")[1]["id"] == "id_agreed_error"
    assert tags(html, "input")[0]["aria-describedby"] == "id_agreed_error"


def test_described_by_of_the_writer_is_kept():
    class NoteForm(ReportForm):
        note = forms.CharField(widget=forms.Textarea(attrs={"aria-describedby": "elsewhere"}), max_length=9)

    assert tags(str(NoteForm()["note"]), "textarea")[0]["aria-describedby"] == "elsewhere"


def test_choice_without_choices_still_has_somewhere_to_lead():
    class EmptyForm(ReportForm):
        kind = forms.ChoiceField(choices=[], widget=forms.RadioSelect)

    assert EmptyForm()["kind"].first_control_id == "id_kind"


def test_file_field_offers_to_remove_an_optional_file():
    class FileForm(ReportForm):
        file = forms.FileField(required=False)

    held = SimpleUploadedFile("plan.pdf", b"")
    held.url = "/files/plan.pdf"
    html = str(FileForm(initial={"file": held})["file"])

    assert tags(html, "a")[0]["href"] == "/files/plan.pdf"
    assert [attrs["name"] for attrs in tags(html, "input")] == ["file-clear", "file"]


def test_grouped_choices_show_their_group():
    class GroupedForm(ReportForm):
        kind = forms.ChoiceField(choices=[("Travel", [("car", "Car")])], widget=forms.RadioSelect)

    assert re.findall(r"<strong>(.*?)</strong>", str(GroupedForm()["kind"])) == ["Travel"]


def test_form_without_errors_has_no_summary():
    html = str(ReportForm())

    assert tags(html, "h2") == []


def test_form_draws_every_field_once_in_order():
    html = str(ReportForm())
    names = [attrs["name"] for attrs in tags(html, "(?:input|select|textarea)")]

    assert list(dict.fromkeys(names)) == [
        *("title", "summary", "email", "password", "pages", "workstream", "kind", "areas", "agreed"),
        *("due_day", "due_month", "due_year", "file", "version"),
    ]


def test_error_summary_links_to_the_first_control_of_each_field():
    form = ReportForm({})
    form.add_error(None, "The report is already issued")

    html = str(form)

    summary = html[: html.index("</ul>")]
    assert tags(summary, "div")[0]["role"] == "alert"
    assert re.findall(r'<a href="(.*?)"', summary) == [
        *("#id_title", "#id_email", "#id_password", "#id_pages", "#id_workstream"),
        *("#id_kind_0", "#id_areas_0", "#id_agreed", "#id_due_day", "#id_file"),
    ]
    assert re.findall(r"<li>([^<]+)</li>", summary) == [
        "The report is already issued",
        "Version: This field is required.",
    ]


def test_error_summary_links_lead_to_controls_that_exist():
    html = str(ReportForm({}))
    targets = re.findall(r'<a href="#(.*?)"', html)

    controls = {attrs.get("id") for attrs in tags(html, "(?:input|select|textarea)")}

    assert set(targets) - controls == set()


def test_error_summary_escapes_what_was_typed():
    form = ReportForm({"workstream": "<b>8</b>"})

    links = re.findall(r'<a href="#id_workstream">(.*?)</a>', str(form))

    assert links == ["Select a valid choice. &lt;b&gt;8&lt;/b&gt; is not one of the available choices."]
