"""What several pages of days need: the agreement, the workstreams on offer, and entries as a form sends them."""

from django.core.exceptions import BadRequest

from accounts.form_pages import whole
from claims.models import FundingAgreement
from claims.models.agreement import DayKind
from config import dates
from improvement.as_known import workstreams_on
from improvement.models import Workstream


def agreement_if_any(programme):
    return FundingAgreement.objects.filter(programme=programme).first()


def first_day(agreement, today):
    """The first day that can be logged; without an agreement, none before today."""
    return agreement.eligible_from if agreement else today


def last_day(agreement, today):
    """The last day that can be logged: today, or the agreement's last day where that is past."""
    ends_on = agreement.terms.in_force(today).ends_on if agreement else None
    return min(ends_on, today) if ends_on else today


def workstreams_offered(programme, since):
    """The workstreams that were open on a day, or added since: those a day worked from then on may name."""
    closed = workstreams_on(programme, since).filter(is_closed=True).values("pk")
    return Workstream.objects.filter(programme=programme).exclude(pk__in=closed).order_by("number")


def month_asked(query, today, since):
    """The first day of the month that `?month=2017-02` asks for, or of this month."""
    text = query.get("month", "")
    if not text:
        return dates.first_of_month(today)
    try:
        month = dates.month_from(text)
    except ValueError:
        raise BadRequest("Write the month as year and month, like ?month=2017-02.") from None
    return min(max(month, dates.first_of_month(since)), dates.first_of_month(today))


def pairs(texts):
    """(id, version) of each "id:version" that the boxes and hidden fields of a list send."""
    return [(whole(key), whole(version)) for key, _, version in (text.partition(":") for text in texts)]


def last_used(entries):
    """What an officer logged last: the workstream and kind to offer first."""
    last = entries.order_by("-recorded_on", "-pk").first()
    return {"workstream": last.workstream_id, "kind": last.kind} if last else {"kind": DayKind.ON_SITE}
