"""Reports to the Minister over the API. Signing is not here: it takes the password, entered once more on its page."""

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api import NewestVersion, ProgrammeViewSet
from commissioner.actions import report_talk
from commissioner.actions import reports as actions
from commissioner.documents.document import to_plain
from commissioner.documents.files import FACTS, document_of
from commissioner.models import ProgressReport
from commissioner.models.report import SECTION
from commissioner.models.report_sent import Edition
from commissioner.report_tables import ReportFilter
from commissioner.reports import composing
from commissioner.reports.composing import Written
from commissioner.reports.kinds import CHECKED, SECTIONS, Recommend, SectionKind
from commissioner.reports.known import visible_reports
from commissioner.reports.readiness import lacks
from commissioner.reports.states import ReportState
from config.personal_data import refuse_personal_identifiers
from improvement.api.fields import Prose, Reason


class MinisterReportSerializer(serializers.ModelSerializer):
    """A report by its number, with where it stood on the day asked about."""

    schedule = serializers.CharField(source="schedule.name")
    state = serializers.ChoiceField(ReportState.choices, source="state_then")
    recommend = serializers.ChoiceField(Recommend.choices, source="recommend_seen", allow_blank=True)
    replaces = serializers.IntegerField(source="replaces.number", default=None, allow_null=True)
    withdrawn_on = serializers.DateField(source="withdrawn_then", default=None, allow_null=True)

    class Meta:
        model = ProgressReport
        fields = [
            "number",
            "schedule",
            "period_start",
            "period_end",
            "due_on",
            "state",
            "figures_on",
            "recommend",
            "signed_on",
            "replaces",
            "withdrawn_on",
            "invented",
            "version",
        ]
        read_only_fields = fields


class ReportLack(serializers.Serializer):
    what = serializers.CharField()
    why = serializers.CharField()
    blocks = serializers.BooleanField()


class ReportSectionSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(SectionKind.choices)
    text = serializers.CharField()
    saved_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class ReportCommentSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(SectionKind.choices)
    text = serializers.CharField()
    recorded_on = serializers.DateField()
    answer = serializers.CharField()
    answered_on = serializers.DateField(allow_null=True)


class WrittenSection(NewestVersion):
    """One section, from the version of the section itself."""

    kind = serializers.ChoiceField(SectionKind.choices)
    text = serializers.CharField(max_length=SECTION, allow_blank=True, validators=[refuse_personal_identifiers])


class Recommended(NewestVersion):
    recommend = serializers.ChoiceField(Recommend.choices)


class NewComment(serializers.Serializer):
    kind = serializers.ChoiceField(CHECKED)
    text = Prose()


class CommentAnswer(serializers.Serializer):
    comment = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="Its id")
    answer = Prose()


class Withdrawal(serializers.Serializer):
    reason = Prose()
    correct = serializers.BooleanField(default=False, help_text="True: start a corrected report of the same period")


class ReportViewSet(ProgrammeViewSet):
    """The reports to the Minister: for readers, those that were published."""

    queryset = ProgressReport.objects.none()
    serializer_class = MinisterReportSerializer
    filterset_class = ReportFilter
    ordering_fields = ["number", "period_end", "due_on"]
    ordering = ["-number"]
    reads = "report.view"
    writes = {
        **dict.fromkeys(
            ["write", "recommend", "refresh", "ask_check", "return_to_draft", "answer_comment", "submit", "correct"],
            "report.prepare",
        ),
        **dict.fromkeys(["sections", "readiness"], "report_draft.view"),
        "comment": "report.check",
        "publish": "report.publish",
        "withdraw": "report.sign",
    }
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"

    def rows(self):
        return visible_reports(self.page)

    def _whole(self):
        """The report itself with its facts, as actions change it."""
        return ProgressReport.objects.select_related("schedule", "programme").get(pk=self.get_object().pk)

    def _step(self, act, serializer_class, **facts):
        """Run an action from the version of the report that the caller saw, and answer the report as it is then."""
        report = self._whole()
        typed = self.typed(serializer_class)
        typed["version"] = self.version_seen(typed.pop("version", None))
        self.carry_out(act, report=report, **typed, **facts)
        return self.answer(self.get_object())

    @extend_schema(responses=OpenApiResponse(dict, description="The document: its sections, and in them its blocks"))
    @action(detail=True, filter_backends=[], pagination_class=None)
    def document(self, request, *args, **kwargs):
        """What the report says, as this caller may read it: sections of words, points, tables and pictures."""
        found = self.get_object()
        in_check = found.state_then == ReportState.FACT_CHECK and "report.check" in self.page.can
        if "report_draft.view" in self.page.can or in_check:
            report = self._whole()
            signed = (report.signed_by, report.signed_on) if report.signed_on else None
            return Response(
                to_plain(composing.document_of(report, Written.of(report), can=self.page.can, signed=signed))
            )
        if getattr(found, "withdrawal", None):
            raise Http404
        kept = found.files.get(edition=Edition.PUBLISHED, name=FACTS)
        return Response(to_plain(document_of(bytes(kept.content))))

    @extend_schema(responses=ReportSectionSerializer(many=True))
    @action(detail=True, filter_backends=[], pagination_class=None)
    def sections(self, request, *args, **kwargs):
        """What was written in each section, with its version."""
        found = {section.kind: section for section in self.get_object().sections.all()}
        return Response(ReportSectionSerializer([found[kind] for kind in SECTIONS if kind in found], many=True).data)

    @extend_schema(responses=ReportLack(many=True))
    @action(detail=True, filter_backends=[], pagination_class=None)
    def readiness(self, request, *args, **kwargs):
        """What is missing or stale before it is signed; nothing once it is."""
        report = self._whole()
        found = lacks(report, self.page.today) if report.is_open else []
        return Response(ReportLack(found, many=True).data)

    @extend_schema(request=WrittenSection, responses=ReportSectionSerializer)
    @action(detail=True, methods=["post"])
    def write(self, request, *args, **kwargs):
        """Save one section, from the version of it that was seen."""
        report = self._whole()
        typed = self.typed(WrittenSection)
        section = report.sections.select_related("report__programme").filter(kind=typed.pop("kind")).first()
        if section is None:
            raise Http404
        typed["version"] = self.version_seen(typed.pop("version", None))
        made = self.carry_out(actions.write_section, section=section, **typed)
        return Response(ReportSectionSerializer(made).data)

    @extend_schema(request=Recommended, responses=MinisterReportSerializer)
    @action(detail=True, methods=["post"])
    def recommend(self, request, *args, **kwargs):
        """Say what is recommended to the Minister."""
        return self._step(actions.recommend, Recommended)

    @extend_schema(request=NewestVersion, responses=MinisterReportSerializer)
    @action(detail=True, methods=["post"])
    def refresh(self, request, *args, **kwargs):
        """Take the figures of today in place of those it has."""
        return self._step(actions.refresh_figures, NewestVersion)

    @extend_schema(request=NewestVersion, responses=MinisterReportSerializer)
    @action(detail=True, methods=["post"], url_path="ask-check", url_name="ask-check")
    def ask_check(self, request, *args, **kwargs):
        """Send it to fact-check."""
        return self._step(actions.ask_check, NewestVersion)

    @extend_schema(request=Reason, responses=MinisterReportSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def return_to_draft(self, request, *args, **kwargs):
        """Take it back from fact-check, with the reason, once every comment has its answer."""
        return self._step(actions.return_to_draft, Reason)

    @extend_schema(request=NewComment, responses=ReportCommentSerializer)
    @action(detail=True, methods=["post"])
    def comment(self, request, *args, **kwargs):
        """Say what is wrong with the facts of a section, while it is in fact-check."""
        made = self.carry_out(report_talk.comment, report=self._whole(), **self.typed(NewComment))
        return Response(ReportCommentSerializer(made).data, status=201)

    @extend_schema(request=CommentAnswer, responses=ReportCommentSerializer)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def answer_comment(self, request, *args, **kwargs):
        """Answer a comment, once."""
        report, typed = self._whole(), self.typed(CommentAnswer)
        said = report.comments.select_related("report__programme").filter(pk=typed["comment"]).first()
        if said is None:
            raise serializers.ValidationError({"comment": ["This report has no such comment."]})
        made = self.carry_out(report_talk.answer_comment, comment=said, answer=typed["answer"])
        return Response(ReportCommentSerializer(made).data)

    @extend_schema(request=NewestVersion, responses=MinisterReportSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request, *args, **kwargs):
        """Send a signed report to the addresses of its schedule."""
        return self._step(actions.submit_report, NewestVersion)

    @extend_schema(request=NewestVersion, responses=MinisterReportSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request, *args, **kwargs):
        """Let every reader of the programme see the reduced form."""
        return self._step(actions.publish_report, NewestVersion)

    @extend_schema(request=Withdrawal, responses=MinisterReportSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, *args, **kwargs):
        """Withdraw a signed report, which itself stays as it was."""
        self.carry_out(actions.withdraw_report, report=self._whole(), **self.typed(Withdrawal))
        return self.answer(self.get_object())

    @extend_schema(request=None, responses={201: MinisterReportSerializer})
    @action(detail=True, methods=["post"])
    def correct(self, request, *args, **kwargs):
        """Draft another report of the period of one that was withdrawn, with its texts."""
        made = self.carry_out(actions.correct_report, report=self._whole())
        return self.answer(self.rows().get(pk=made.pk), status=201)
