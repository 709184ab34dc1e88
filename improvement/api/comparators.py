"""The figures of other authorities that set the programme's context."""

from rest_framework import serializers

from accounts.api import ProgrammeViewSet
from improvement import filters
from improvement.models import Comparator


class ComparatorSerializer(serializers.ModelSerializer):
    authority = serializers.CharField(source="authority.name")

    class Meta:
        model = Comparator
        fields = [
            "id",
            "measure",
            "unit",
            "basis",
            "authority",
            "value",
            "numerator",
            "denominator",
            "as_at",
            "quoted",
            "correction",
            "source",
        ]
        read_only_fields = fields


class ComparatorViewSet(ProgrammeViewSet):
    queryset = Comparator.objects.none()
    serializer_class = ComparatorSerializer
    filterset_class = filters.ComparatorFilter
    ordering_fields = ["measure", "value"]
    ordering = ["position", "authority__name", "pk"]
    lookup_value_regex = "[0-9]{1,18}"

    def rows(self):
        return self.programme.comparators.known_on(self.page.on).select_related("authority")
