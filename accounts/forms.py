"""Inviting people, and changing or ending what they may do."""

from django import forms
from django.contrib.auth.forms import SetPasswordMixin

from accounts.models import EMAIL
from accounts.roles import ROLE_CHOICES, ROLES
from config.action_form import ActionForm
from config.fields import line, prose
from config.forms import DateBoxField


class RoleChoice(forms.ChoiceField):
    """A role, each with the sentence that says what it is for."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs):
        choices = [(code, f"{name}: {ROLES[code].purpose.lower()}") for code, name in ROLE_CHOICES]
        super().__init__(label="Role", choices=choices, error_messages={"required": "Choose a role"}, **kwargs)


class InvitationForm(ActionForm):
    email = forms.EmailField(label="Email address", max_length=EMAIL)
    name = line("Name", help_text="As it should appear to others")
    organisation = line("Organisation", help_text="The council, department or partner they belong to")
    role = RoleChoice()
    until_on = DateBoxField(
        label="Role ends on", required=False, noun="the day the role ends", help_text="Leave empty if it has no end"
    )


class ChangeRoleForm(ActionForm):
    role = RoleChoice()
    from_on = DateBoxField(label="From", noun="the day the new role starts")
    reason = prose("Reason", rows=2)


class EndRoleForm(ActionForm):
    until_on = DateBoxField(label="Last held on the day before", noun="the day the role ends")
    reason = prose("Reason", rows=2)


class ReasonForm(ActionForm):
    reason = prose("Reason", rows=2)


class NewPasswordForm(SetPasswordMixin, forms.Form):
    """A password typed twice, held to the same rules as every other."""

    password1, password2 = SetPasswordMixin.create_password_fields()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password1"].help_text = "At least 12 characters, and not a common password"
        self.fields["password2"].label = "The same password again"
        self.fields["password2"].help_text = ""

    def clean(self):
        self.validate_passwords()
        self.validate_password_for_user(self.user)
        return super().clean()
