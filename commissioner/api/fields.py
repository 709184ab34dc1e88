"""What the API of the board shares: fields for those who may see them, and its records by the names people use."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class ForThoseWhoMay(serializers.Serializer):
    """Leaves out the fields whose permission, in `needs`, the reader does not hold."""

    needs = {}

    def get_fields(self):
        fields = super().get_fields()
        # The schema is drawn for nobody, and shows all.
        can = self.context.get("can", self.needs.values())
        for name, permission in self.needs.items():
            if permission not in can:
                del fields[name]
        return fields


# A time in a schema has its time zone; a meeting is at an hour of the clock in the room.
@extend_schema_field({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$", "description": "Like 14:00"})
class Hour(serializers.TimeField):
    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **kwargs)


class MeetingDay(serializers.DateField):
    """A meeting by its day, given to the action as the record."""

    def to_internal_value(self, data):
        day = super().to_internal_value(data)
        page = self.context["page"]
        meeting = page.programme.meetings.known_on(page.on).filter(meets_on=day).first()
        if meeting is None:
            raise serializers.ValidationError(f"The board has no meeting on {day:%-d %B %Y}.")
        return meeting


class RecordNumber(serializers.IntegerField):
    """A record by its number in the programme, given to the action as the record.

    `among` is what the programme calls its records of the kind.
    """

    def __init__(self, *, among, **kwargs):
        super().__init__(**kwargs)
        self.among = among

    def to_internal_value(self, data):
        number = super().to_internal_value(data)
        page = self.context["page"]
        known = getattr(page.programme, self.among).known_on(page.on)
        record = known.filter(number=number).first() if 1 <= number < 2**31 else None
        if record is None:
            kind = known.model._meta.verbose_name
            raise serializers.ValidationError(f"There is no {kind} {number} in this programme.")
        return record


class IndicatorCode(serializers.CharField):
    """A measure by its code, given to the action as the record."""

    def to_internal_value(self, data):
        code = super().to_internal_value(data)
        page = self.context["page"]
        indicator = page.programme.indicators.known_on(page.on).filter(code=code).first()
        if indicator is None:
            raise serializers.ValidationError(f"There is no measure {code} in this programme.")
        return indicator
