"""What is worked out of meetings: the last and the next, who is expected, whether there was a quorum."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from commissioner.models import AgendaItem, Attendance, BoardMembership, Meeting, Pack


def last_board(programme, on):
    """The day of the newest meeting that was held by a day, as known on it, or None."""
    held = Meeting.objects.filter(programme=programme).held_by(on)
    return held.order_by("-meets_on").values_list("meets_on", flat=True).first()


def next_meeting(programme, on):
    """The next Meeting that is still to be held on a day, as known on it, or None."""
    return Meeting.objects.filter(programme=programme).to_come(on).order_by("meets_on").first()


def coming_meeting(programme, on):
    """The next Meeting as known on a day, or None: with `state_then`, `sought_then` (how many decisions are sought of
    it) and what with_newest_pack() says. One query.
    """
    sought = AgendaItem.objects.standing_on(on).filter(meeting=OuterRef("pk")).exclude(decision_sought="")
    standing = sought.order_by().values("meeting").annotate(n=Count("pk")).values("n")
    to_come = with_newest_pack(Meeting.objects.filter(programme=programme).to_come(on).as_known(on), on)
    return to_come.annotate(sought_then=Coalesce(Subquery(standing), 0)).order_by("meets_on").first()


def with_newest_pack(meetings, on):
    """Meetings with `pack_then`, the version of the newest pack issued by a day, and `pack_issued_on`; None without."""
    packs = Pack.objects.known_on(on).filter(meeting=OuterRef("pk")).order_by("-number")
    return meetings.annotate(
        pack_then=Subquery(packs.values("number")[:1]), pack_issued_on=Subquery(packs.values("recorded_on")[:1])
    )


@dataclass(frozen=True)
class Seat:
    """A seat at a meeting, with what was said beforehand and who was there, if anything is recorded of it."""

    membership: BoardMembership
    attendance: Attendance | None

    @property
    def is_there(self):
        return self.attendance is not None and self.attendance.is_there


@dataclass(frozen=True)
class Roll:
    """Everybody whose term covers a meeting. With a deputy a seat counts towards the quorum as its member does."""

    seats: tuple[Seat, ...]
    quorum: int

    @property
    def there(self):
        """How many of those who count were there."""
        return sum(1 for seat in self.seats if seat.membership.counts and seat.is_there)

    @property
    def is_quorate(self):
        return self.there >= self.quorum


def roll(meeting, on):
    """The Roll of a meeting as known on a day, in two or three queries: the chair first, then by role and name."""
    held = meeting.held_recorded_on is not None and meeting.held_recorded_on <= on
    quorum = meeting.quorum if held else meeting.board.terms.in_force(min(on, meeting.meets_on)).quorum
    attendances = {a.membership_id: a for a in meeting.attendances.known_on(on)}
    for attendance in attendances.values():
        # The row is that of the notice, given earlier: who was there is known from the day the meeting was recorded.
        attendance.presence = attendance.presence if held else ""
    sitting = meeting.board.memberships.known_on(on).sitting_on(meeting.meets_on).select_related("user")
    order = list(BoardMembership._meta.get_field("role").choices)
    places = {value: place for place, (value, _) in enumerate(order)}
    members = sorted(sitting, key=lambda membership: (places[membership.role], str(membership)))
    return Roll(tuple(Seat(member, attendances.get(member.pk)) for member in members), quorum)
