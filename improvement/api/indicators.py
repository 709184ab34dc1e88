"""Measures, their figures and what they say."""

from django.core.exceptions import BadRequest
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from accounts.pages import day_asked
from improvement import filters, indicator_page
from improvement.actions import indicators as actions
from improvement.api.fields import Line, Prose, Reason, WorkstreamNumber
from improvement.cells import cells_on
from improvement.models import Indicator, Observation
from improvement.models.comparator import Basis, Unit
from improvement.models.indicator import CODE_WORDS, Area, EventKind, Polarity
from improvement.models.observation import FigureStatus
from improvement.periods import PeriodKind
from improvement.readings import among, indicators_on, readings, worst_first
from improvement.signals import Assurance, Variation


class IndicatorSerializer(serializers.ModelSerializer):
    target = serializers.DecimalField(
        max_digits=14, decimal_places=4, source="target_value", allow_null=True, help_text="In force on the day"
    )
    target_tolerance = serializers.DecimalField(max_digits=14, decimal_places=4, allow_null=True)

    class Meta:
        model = Indicator
        fields = [
            "code",
            "title",
            "area",
            "definition",
            "numerator_label",
            "denominator_label",
            "unit",
            "basis",
            "polarity",
            "decimals",
            "frequency",
            "publisher",
            "owner_post",
            "target",
            "target_tolerance",
            "retired_on",
            "invented",
            "version",
        ]
        read_only_fields = fields


class Definition(NewestVersion):
    title = Line()
    area = serializers.ChoiceField(Area.choices)
    definition = Prose()
    numerator_label = Line(required=False, allow_blank=True)
    denominator_label = Line(required=False, allow_blank=True)
    unit = serializers.ChoiceField(Unit.choices)
    basis = serializers.ChoiceField(Basis.choices)
    polarity = serializers.ChoiceField(Polarity.choices)
    decimals = serializers.IntegerField(min_value=0, max_value=2)
    frequency = serializers.ChoiceField(PeriodKind.choices)
    publisher = Line()
    owner_post = Line(required=False, allow_blank=True)


class NewIndicator(Definition):
    code = serializers.CharField(max_length=60, validators=[CODE_WORDS])
    version = None


class NewTarget(Reason):
    value = serializers.DecimalField(max_digits=14, decimal_places=4, min_value=0)
    tolerance = serializers.DecimalField(max_digits=14, decimal_places=4, min_value=0, default=0)
    applies_from = serializers.DateField()


class NewEvent(serializers.Serializer):
    kind = serializers.ChoiceField(EventKind.choices)
    happened_on = serializers.DateField()
    title = Line()
    reason = Prose(required=False, allow_blank=True)


class FindingReference(serializers.CharField):
    """A finding by its reference in the programme, given to the action as the record."""

    def to_internal_value(self, data):
        text, page = super().to_internal_value(data), self.context["page"]
        known = page.programme.findings.known_on(page.on)
        found = known.filter(reference=text).first() if len(text) <= 6 and text.isprintable() else None
        if found is None:
            raise serializers.ValidationError(f"There is no finding {text[:20]} in this programme.")
        return found


class Ties(NewestVersion):
    findings = serializers.ListField(child=FindingReference(), max_length=200)
    workstreams = serializers.ListField(child=WorkstreamNumber(), max_length=99)


class IndicatorViewSet(ProgrammeViewSet):
    """The catalogue: what each measure counts. `?on=` answers as it was known on that day."""

    queryset = Indicator.objects.none()
    serializer_class = IndicatorSerializer
    filterset_class = filters.IndicatorFilter
    ordering_fields = ["code", "title", "area"]
    ordering = ["area", "title", "pk"]
    lookup_field = "code"
    lookup_value_regex = "[a-z0-9-]{1,60}"
    reads = "indicator.view"
    writes = dict.fromkeys(["create", "define", "target", "event", "ties", "retire"], "indicator.manage")

    def rows(self):
        return indicators_on(self.programme, self.page.on, retired=self.action != "list")

    @extend_schema(request=NewIndicator, responses={201: IndicatorSerializer})
    def create(self, request, *args, **kwargs):
        made = self.carry_out(actions.add_indicator, programme=self.programme, **self.typed(NewIndicator))
        return self.answer(self.rows().get(pk=made.pk), status=201)

    @extend_schema(request=Definition, responses=IndicatorSerializer)
    @action(detail=True, methods=["post"])
    def define(self, request, *args, **kwargs):
        """Put its definition right."""
        return self.change(actions.change_indicator, Definition, subject="indicator")

    @extend_schema(request=NewTarget, responses=IndicatorSerializer)
    @action(detail=True, methods=["post"])
    def target(self, request, *args, **kwargs):
        """Set what it should reach from a day on."""
        return self.change(actions.set_target, NewTarget, subject="indicator")

    @extend_schema(request=NewEvent, responses=IndicatorSerializer)
    @action(detail=True, methods=["post"])
    def event(self, request, *args, **kwargs):
        """Mark a day on its chart: an event, a break in the series, or new limits."""
        found = self.get_object()
        self.carry_out(actions.add_event, programme=self.programme, indicator=found, **self.typed(NewEvent))
        return self.answer(self.get_object())

    @extend_schema(request=Ties, responses=IndicatorSerializer)
    @action(detail=True, methods=["post"])
    def ties(self, request, *args, **kwargs):
        """Say which findings and workstreams it speaks for."""
        return self.change(actions.tie_indicator, Ties, subject="indicator")

    @extend_schema(request=Reason, responses=IndicatorSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request, *args, **kwargs):
        """Take it out of use from today on."""
        return self.change(actions.retire_indicator, Reason, subject="indicator")


LIMIT = serializers.DecimalField(max_digits=18, decimal_places=4, allow_null=True)


class SignalSerializer(serializers.Serializer):
    """What a measure says: in words, and the figures the words rest on."""

    indicator = serializers.CharField(source="indicator.code")
    title = serializers.CharField(source="indicator.title")
    variation = serializers.ChoiceField(Variation.choices, source="signal.variation")
    sentence = serializers.CharField(source="signal.sentence")
    assurance = serializers.ChoiceField(Assurance.choices, source="signal.assurance")
    assurance_sentence = serializers.CharField(source="signal.assurance_sentence")
    is_trial = serializers.BooleanField(source="signal.is_trial", help_text="Limits from fewer than 12 points")
    latest = serializers.DecimalField(
        max_digits=14, decimal_places=4, source="latest.value", default=None, allow_null=True
    )
    period_end = serializers.DateField(source="latest.period_end", default=None, allow_null=True)
    mean = serializers.SerializerMethodField()
    lower_limit = serializers.SerializerMethodField()
    upper_limit = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField(help_text="References of those it speaks for")
    workstreams = serializers.SerializerMethodField(help_text="Numbers of those it speaks for")

    def _line(self, reading, name):
        latest = reading.signal.chart.latest if reading.signal.chart else None
        line = getattr(latest.segment, name) if latest else None
        return None if line is None else str(round(line, 4))

    @extend_schema_field(LIMIT)
    def get_mean(self, reading):
        return self._line(reading, "mean")

    @extend_schema_field(LIMIT)
    def get_lower_limit(self, reading):
        return self._line(reading, "lower")

    @extend_schema_field(LIMIT)
    def get_upper_limit(self, reading):
        return self._line(reading, "upper")

    def get_findings(self, reading) -> list[str]:
        return self.context["ties"][reading.indicator.pk][0]

    def get_workstreams(self, reading) -> list[int]:
        return self.context["ties"][reading.indicator.pk][1]


class SignalViewSet(ProgrammeViewSet):
    """The signal of each measure in use, those that need a look first."""

    queryset = Indicator.objects.none()
    serializer_class = SignalSerializer
    filter_backends = ProgrammeViewSet.filter_backends[:1]
    filterset_class = filters.IndicatorFilter
    reads = "indicator.view"

    def rows(self):
        return indicators_on(self.programme, self.page.on).order_by("area", "title", "pk")

    def get_serializer_context(self):
        context = super().get_serializer_context()
        if self.page:
            context["ties"] = indicator_page.all_ties_on(self.programme, self.page.on)
        return context

    def list(self, request, *args, **kwargs):
        chosen = self.filter_queryset(self.get_queryset())
        small = "small_numbers.view" in self.page.can
        found = worst_first(among(readings(self.programme, self.page.on, small_numbers=small), chosen))
        page = self.paginate_queryset(found)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class ObservationSerializer(serializers.Serializer):
    """One figure, or why there is none: a symbol, or hidden where too few children stand behind it."""

    authority = serializers.SerializerMethodField(help_text="Its name")
    ons_code = serializers.SerializerMethodField()
    level = serializers.SerializerMethodField(help_text="national, regional or authority")
    period = serializers.SerializerMethodField(help_text="As people write it")
    period_end = serializers.SerializerMethodField()
    value = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField(help_text="c, x, z, u, k, low or hidden; empty where there is a value")
    numerator = serializers.SerializerMethodField()
    denominator = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()
    recorded_on = serializers.SerializerMethodField()

    def get_authority(self, pair) -> str:
        return pair[0].name

    def get_ons_code(self, pair) -> str:
        return pair[0].ons_code

    def get_level(self, pair) -> str:
        return pair[0].level

    def get_period(self, pair) -> str:
        return str(pair[1].period)

    @extend_schema_field(OpenApiTypes.DATE)
    def get_period_end(self, pair):
        return pair[1].period_end

    @extend_schema_field(LIMIT)
    def get_value(self, pair):
        return _number(pair[1].value)

    def get_missing(self, pair) -> str:
        return pair[1].missing

    @extend_schema_field(LIMIT)
    def get_numerator(self, pair):
        return _number(pair[1].numerator)

    @extend_schema_field(LIMIT)
    def get_denominator(self, pair):
        return _number(pair[1].denominator)

    @extend_schema_field(serializers.ChoiceField(FigureStatus.choices))
    def get_status(self, pair):
        return pair[1].status

    @extend_schema_field(OpenApiTypes.DATE)
    def get_recorded_on(self, pair):
        return pair[1].recorded_on


def _number(number):
    return None if number is None else str(number)


class ObservationViewSet(ProgrammeViewSet):
    """The figures of one measure, of every place and period, as known on a day."""

    queryset = Observation.objects.none()
    serializer_class = ObservationSerializer
    filter_backends = []
    reads = "indicator.view"

    @extend_schema(
        parameters=[
            OpenApiParameter("indicator", str, required=True, description="The measure's code"),
            OpenApiParameter("authority", str, description="An ONS code, to see that place alone"),
            OpenApiParameter("as_at", str, description="As known on this day, like 2016-11-30; today if left out"),
        ]
    )
    def list(self, request, *args, **kwargs):
        on = self._as_at()
        known = indicators_on(self.programme, on, retired=True)
        indicator = known.filter(code=request.query_params.get("indicator", "")[:60]).first()
        if indicator is None:
            raise exceptions.ValidationError({"indicator": ["Name a measure of this programme by its code."]})
        cells = cells_on(indicator, on, small_numbers="small_numbers.view" in self.page.can)
        if code := request.query_params.get("authority"):
            cells = [pair for pair in cells if pair[0].ons_code == code]
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(cells), many=True).data)

    def _as_at(self):
        asked = self.request.query_params.get("as_at")
        if not asked:
            return self.page.on
        try:
            return day_asked({"on": asked}, self.page.today)
        except BadRequest as error:
            raise exceptions.ValidationError({"as_at": [str(error).replace("?on=", "as_at=")]}) from None
