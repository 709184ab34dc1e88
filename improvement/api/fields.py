"""What people send over the API: texts that may not identify a child, and records of the programme by name."""

from rest_framework import serializers

from accounts.api import NewestVersion
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


class Reason(NewestVersion):
    reason = Prose()
