"""What people type about cost. Forms check shape; rules stay with the actions."""

from django import forms

from accounts.models import User
from claims.forms import RateForm
from config.action_form import ActionForm
from config.fields import line
from config.forms import DateBoxField


class CostRateForm(RateForm):
    """The cost of a grade, asked for as a day rate is."""

    grade = line("Grade", help_text="As your pay scales name it")
    basis = line("Where it comes from", help_text="The pay scale and the on-costs it holds")

    field_order = ["grade", "from_on", "amount_pounds", "basis"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount_pounds"].help_text = "Salary and on-costs, for a whole day. For example, 310.00"


class GradeForm(ActionForm):
    officer = forms.ModelChoiceField(
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose the officer", "invalid_choice": "Choose an officer of this programme"},
    )
    grade = forms.ChoiceField(
        error_messages={"required": "Choose the grade", "invalid_choice": "Choose a grade that has a cost"}
    )
    from_on = DateBoxField(label="From", noun="the first day of the grade")

    def __init__(self, *args, officers, grades, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers
        self.fields["grade"].choices = [(grade, grade) for grade in grades]
