"""What people send over the API: texts that may not identify a child, and records of the programme by name."""

from rest_framework import serializers

from accounts.api import NewestVersion
from accounts.models import User
from config.constraints import LINE, PROSE
from config.personal_data import refuse_personal_identifiers
from improvement.as_known import workstreams_on


class Line(serializers.CharField):
    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", LINE)
        super().__init__(validators=[refuse_personal_identifiers], **kwargs)


class Prose(serializers.CharField):
    def __init__(self, **kwargs):
        super().__init__(max_length=PROSE, validators=[refuse_personal_identifiers], **kwargs)


class WorkstreamNumber(serializers.IntegerField):
    """A workstream by its number in the programme, given to the action as the record."""

    def to_internal_value(self, data):
        number = super().to_internal_value(data)
        page = self.context["page"]
        known = workstreams_on(page.programme, page.on)
        workstream = known.filter(number=number).first() if 1 <= number <= 99 else None
        if workstream is None:
            raise serializers.ValidationError(f"There is no workstream {number} in this programme.")
        return workstream

    def to_representation(self, value):
        return value.number


class RecordId(serializers.IntegerField):
    """A record of the programme by its id, given to the action as the record.

    `among` is what the programme calls its records of the kind.
    """

    def __init__(self, *, among, **kwargs):
        super().__init__(**kwargs)
        self.among = among

    def to_internal_value(self, data):
        pk = super().to_internal_value(data)
        page = self.context["page"]
        known = getattr(page.programme, self.among).known_on(page.on)
        record = known.filter(pk=pk).first() if 1 <= pk < 2**63 else None
        if record is None:
            raise serializers.ValidationError(f"There is no {known.model._meta.verbose_name} {pk} in this programme.")
        return record


class PersonEmail(serializers.SlugRelatedField):
    """Somebody of the programme by email address, given to the action as the person."""

    default_error_messages = {"does_not_exist": "Nobody with the address {value} has a role in this programme."}

    def __init__(self, **kwargs):
        super().__init__(slug_field="email", queryset=User.objects.none(), **kwargs)

    def get_queryset(self):
        return User.objects.of_programme(self.context["page"].programme)


class Reason(NewestVersion):
    reason = Prose()
