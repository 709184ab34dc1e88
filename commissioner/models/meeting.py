"""Meetings of the board: what is on the agenda, which papers go with it, who was there."""

import datetime

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from commissioner.models.board import Board, BoardMembership
from commissioner.models.keys import somebody
from config.constraints import CODE, LINE, PROSE, choice_of, in_order, set_together, text_limits
from config.records import LineField, ProseField, Recorded, RecordedQuerySet, Versioned, somebody_said_so
from improvement.models import Programme


class MeetingState(models.TextChoices):
    PLANNED = "planned", "Planned"
    PAPERS_ISSUED = "papers_issued", "Papers issued"
    HELD = "held", "Held"
    MINUTES_AGREED = "minutes_agreed", "Minutes agreed"
    CALLED_OFF = "called_off", "Called off"


class MeetingQuerySet(RecordedQuerySet):
    def as_known(self, on):
        """Those known on a day, each with `state_then`, the state it was in."""
        steps = (
            ("called_off_on", MeetingState.CALLED_OFF),
            ("minutes_agreed_on", MeetingState.MINUTES_AGREED),
            ("held_recorded_on", MeetingState.HELD),
            ("papers_issued_on", MeetingState.PAPERS_ISSUED),
        )
        by_then = [When(**{f"{field}__lte": on}, then=Value(state)) for field, state in steps]
        state = Case(*by_then, default=Value(MeetingState.PLANNED), output_field=models.CharField())
        return self.known_on(on).annotate(state_then=state)

    def held_by(self, on):
        """Those held on or before a day, as known on it."""
        return self.filter(meets_on__lte=on, held_recorded_on__lte=on)

    def to_come(self, on):
        """Those that were still to be held on a day, as known on it."""
        open_then = Q(held_recorded_on__isnull=True) | Q(held_recorded_on__gt=on)
        not_off = Q(called_off_on__isnull=True) | Q(called_off_on__gt=on)
        return self.known_on(on).filter(open_then, not_off, meets_on__gte=on)


class Meeting(Versioned, Recorded):
    """One meeting. Its day never changes: a meeting is called off with a reason, and another is planned."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="meetings")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings")
    meets_on = models.DateField("Day")
    starts_at = models.TimeField("Starts at", default=datetime.time(10))
    place = LineField(help_text="Where it is, or how to join it")
    papers_issued_on = models.DateField(null=True, editable=False)
    papers_issued_by = somebody()
    held_recorded_on = models.DateField(null=True, editable=False)
    held_recorded_by = somebody()
    quorum = models.PositiveSmallIntegerField(null=True, editable=False)
    minutes_agreed_on = models.DateField(null=True, editable=False)
    minutes_agreed_by = somebody()
    agreed_at = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="minutes_agreed"
    )
    called_off_on = models.DateField(null=True, editable=False)
    called_off_by = somebody()
    called_off_reason = ProseField(blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "meets_on"],
                name="commissioner_meeting_once_a_day",
                violation_error_message="The board has a meeting on this day already.",
            ),
            set_together("papers_issued_on", "papers_issued_by", name="commissioner_meeting_issued_by_somebody"),
            set_together(
                "held_recorded_on", "held_recorded_by", "quorum", name="commissioner_meeting_held_with_its_quorum"
            ),
            set_together("minutes_agreed_on", "minutes_agreed_by", name="commissioner_meeting_agreed_by_somebody"),
            set_together("called_off_on", "called_off_by", name="commissioner_meeting_called_off_by_somebody"),
            models.CheckConstraint(
                condition=Q(held_recorded_on__isnull=True) | Q(papers_issued_on__isnull=False),
                name="commissioner_meeting_papers_before_held",
                violation_error_message="Issue the papers first.",
            ),
            models.CheckConstraint(
                condition=Q(minutes_agreed_on__isnull=True) | Q(held_recorded_on__isnull=False),
                name="commissioner_meeting_held_before_agreed",
                violation_error_message="Record first that the meeting was held.",
            ),
            models.CheckConstraint(
                condition=Q(called_off_on__isnull=True) | (Q(held_recorded_on__isnull=True) & ~Q(called_off_reason="")),
                name="commissioner_meeting_called_off_with_reason",
                violation_error_message="Say why the meeting is called off. One that was held cannot be called off.",
            ),
            in_order(
                "meets_on",
                "held_recorded_on",
                name="commissioner_meeting_not_held_before_its_day",
                message="A meeting is held on its day, and recorded then or later.",
            ),
            text_limits("commissioner_meeting", place=LINE, called_off_reason=PROSE, source=LINE),
            somebody_said_so("commissioner_meeting"),
        ]

    def __str__(self):
        return f"Board of {self.meets_on:%-d %B %Y}"

    def get_absolute_url(self):
        return reverse("board:meeting-detail", args=[self.programme.slug, self.meets_on.isoformat()])

    def state_on(self, on):
        """The MeetingState as known on a day."""
        for day, state in (
            (self.called_off_on, MeetingState.CALLED_OFF),
            (self.minutes_agreed_on, MeetingState.MINUTES_AGREED),
            (self.held_recorded_on, MeetingState.HELD),
            (self.papers_issued_on, MeetingState.PAPERS_ISSUED),
        ):
            if day and day <= on:
                return state
        return MeetingState.PLANNED


class Purpose(models.TextChoices):
    NOTE = "note", "To note"
    DISCUSS = "discuss", "To discuss"
    DECIDE = "decide", "To decide"


LONGEST_ITEM = 240


class WithdrawableQuerySet(RecordedQuerySet):
    def standing_on(self, on):
        """Those known on a day and not yet withdrawn by its end."""
        return self.known_on(on).exclude(withdrawn_on__lte=on)


class AgendaItem(Versioned, Recorded):
    """One item of a meeting's agenda, and afterwards what was said on it. It may change until minutes are agreed."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="agenda_items")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(editable=False)
    title = LineField("Item")
    minutes_long = models.PositiveSmallIntegerField("Minutes")
    owner_post = LineField("Who brings it", help_text="The post that answers for it")
    purpose = models.CharField(max_length=CODE, choices=Purpose)
    decision_sought = ProseField(blank=True, help_text="What the board is asked to decide")
    discussion = ProseField("What was said", blank=True, editable=False)
    withdrawn_on = models.DateField(null=True, editable=False)

    objects = WithdrawableQuerySet.as_manager()

    class Meta:
        constraints = [
            choice_of("commissioner_agendaitem", "purpose", Purpose),
            models.CheckConstraint(
                condition=Q(minutes_long__gte=1, minutes_long__lte=LONGEST_ITEM),
                name="commissioner_agendaitem_minutes_range",
                violation_error_message=f"An item takes 1 to {LONGEST_ITEM} minutes.",
            ),
            models.CheckConstraint(
                condition=~Q(purpose=Purpose.DECIDE) | ~Q(decision_sought=""),
                name="commissioner_agendaitem_decision_named",
                violation_error_message="Say what the board is asked to decide.",
            ),
            text_limits(
                "commissioner_agendaitem",
                title=LINE,
                owner_post=LINE,
                decision_sought=PROSE,
                discussion=PROSE,
                source=LINE,
            ),
            somebody_said_so("commissioner_agendaitem"),
        ]

    def __str__(self):
        return self.title


class Paper(Recorded):
    """A file or a link that goes with an item. One taken away again stays on record."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="papers")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="papers")
    title = LineField()
    link = models.URLField("Link", max_length=1000, blank=True)
    file = models.FileField("File", upload_to="papers/%Y/%m/", max_length=LINE, blank=True)
    file_name = models.CharField(max_length=LINE, blank=True, editable=False)
    content_type = models.CharField(max_length=LINE, blank=True, editable=False)
    size_bytes = models.PositiveBigIntegerField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    withdrawn_on = models.DateField(null=True, editable=False)

    objects = WithdrawableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")),
                name="commissioner_paper_file_or_link",
                violation_error_message="Give a file or a link: one of them, not both.",
            ),
            models.CheckConstraint(
                condition=Q(file="")
                | (~Q(sha256="") & ~Q(file_name="") & Q(size_bytes__isnull=False, size_bytes__gt=0)),
                name="commissioner_paper_file_facts",
                violation_error_message="A file is kept with its name, size and digest.",
            ),
            text_limits(
                "commissioner_paper",
                title=LINE,
                link=1000,
                file=LINE,
                file_name=LINE,
                content_type=LINE,
                sha256=64,
                source=LINE,
            ),
            somebody_said_so("commissioner_paper"),
        ]

    def __str__(self):
        return self.title


class Presence(models.TextChoices):
    PRESENT = "present", "Present"
    DEPUTY = "deputy", "Deputy present"
    ABSENT = "absent", "Absent"


class Notice(models.TextChoices):
    ABSENT = "absent", "Cannot come"
    DEPUTY = "deputy", "Sends a deputy"


class Attendance(Versioned, Recorded):
    """Of one seat at one meeting: what was said beforehand, and who was there."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="attendances")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    membership = models.ForeignKey(BoardMembership, on_delete=models.PROTECT, related_name="attendances")
    notice = models.CharField(max_length=CODE, choices=Notice, blank=True)
    presence = models.CharField(max_length=CODE, choices=Presence, blank=True)
    deputy = LineField(blank=True, help_text="Who comes instead")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"],
                name="commissioner_attendance_once",
                violation_error_message="The attendance of this member is recorded already.",
            ),
            models.CheckConstraint(
                condition=Q(notice__in=["", *Notice.values]),
                name="commissioner_attendance_notice_known",
                violation_error_message="Choose one of: Cannot come, Sends a deputy.",
            ),
            models.CheckConstraint(
                condition=Q(presence__in=["", *Presence.values]),
                name="commissioner_attendance_presence_known",
                violation_error_message="Choose one of: Present, Deputy present, Absent.",
            ),
            models.CheckConstraint(
                condition=~Q(deputy="") | (~Q(presence=Presence.DEPUTY) & ~Q(notice=Notice.DEPUTY)),
                name="commissioner_attendance_deputy_named",
                violation_error_message="Name the deputy.",
            ),
            text_limits("commissioner_attendance", deputy=LINE, source=LINE),
            somebody_said_so("commissioner_attendance"),
        ]

    def __str__(self):
        return f"{self.membership}: {self.get_presence_display() or self.get_notice_display()}"

    @property
    def is_there(self):
        return self.presence in (Presence.PRESENT, Presence.DEPUTY)


class Correction(Recorded):
    """What a later meeting corrected in the minutes of an earlier one, which themselves are not changed any more."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="corrections")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="corrections")
    made_at = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="corrections_made")
    text = ProseField("Correction")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(made_at=F("meeting")),
                name="commissioner_correction_by_a_later_meeting",
                violation_error_message="Minutes are corrected by a later meeting.",
            ),
            text_limits("commissioner_correction", text=PROSE, source=LINE),
            somebody_said_so("commissioner_correction"),
        ]

    def __str__(self):
        return f"Correction of the minutes of {self.meeting.meets_on:%-d %B %Y}"
