"""What the lists of the board can be narrowed by."""

import django_filters

from accounts.lists import ProgrammeFilter
from improvement.filters import WithWorkstream, one_of, words

ACTION_STATUSES = [("open", "Open"), ("overdue", "Overdue"), ("done", "Reported done"), ("closed", "Closed")]
CHALLENGE_STANDINGS = [
    ("asked", "Not assigned yet"),
    ("assigned", "Waits for an answer"),
    ("overdue", "Overdue"),
    ("returned", "Not answered yet"),
    ("answered", "Answered"),
    ("closed", "Closed"),
]
MEETING_STATES = [
    ("planned", "Planned"),
    ("papers_issued", "Papers issued"),
    ("held", "Held"),
    ("minutes_agreed", "Minutes agreed"),
    ("called_off", "Called off"),
]


class WithMeeting(ProgrammeFilter):
    """Choices of meeting come from the programme on the page, newest first."""

    meeting = django_filters.ChoiceFilter(
        label="Meeting", field_name="meeting__meets_on", choices=(), empty_label="Any"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = self.page_here.programme.meetings.known_on(self.page_here.on)
        if "board.view" not in self.page_here.can:
            # Who reads agreed decisions alone is not told of other meetings.
            known = known.filter(minutes_agreed_on__lte=self.page_here.on)
        self.offer("meeting", [(f"{meeting.meets_on}", str(meeting)) for meeting in known.order_by("-meets_on")])


class MeetingFilter(ProgrammeFilter):
    state = one_of("State", MEETING_STATES, field_name="state_then")


class PackFilter(WithMeeting):
    pass


class DecisionFilter(WithMeeting):
    q = words("text", "basis")


class ActionFilter(WithWorkstream):
    q = words("text", "known_owner_name")
    status = one_of("Status", ACTION_STATUSES)
    owner = django_filters.ChoiceFilter(label="Owner", choices=(), method="filter_owner", empty_label="Any")
    moved = django_filters.ChoiceFilter(
        label="Moved",
        choices=[("once", "Once or more"), ("twice", "Twice or more")],
        method="filter_moved",
        empty_label="Any",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = self.queryset.order_by("known_owner_name").values_list("known_owner_name", flat=True).distinct()
        self.offer("owner", [(name, name) for name in names])

    def filter_owner(self, queryset, name, value: str):
        return queryset.filter(known_owner_name=value)

    def filter_moved(self, queryset, name, value):
        return queryset.filter(times_redated__gte={"once": 1, "twice": 2}[value])


class ChallengeFilter(WithWorkstream, WithMeeting):
    q = words("question")
    standing = one_of("State", CHALLENGE_STANDINGS)
