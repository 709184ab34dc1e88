"""Background work that failed three times: administrators are told, and may have it tried again.

Here and not in the room of jobs, which knows neither people nor the audit trail.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.actions import AccountError
from accounts.letters import write_letter
from accounts.mail import link_to
from accounts.models import User
from audit.actions import record
from config import dates
from jobs import bell
from jobs.models import Job
from jobs.schedule import every_sweep


def standing(now):
    count = Job.objects.failed(now).count()
    return not count, f"{count} job{'' if count == 1 else 's'} waiting for a person."


@every_sweep("tell-of-failed-jobs", "Administrators told of work that failed", standing=standing)
def tell_of_failed_jobs(now):
    """Write to each administrator once for each failed job, and once more when it failed again after a retry."""
    failed = list(Job.objects.failed(now).order_by("pk"))
    administrators = User.objects.able_anywhere("job.retry", dates.today()).order_by("pk") if failed else ()
    written = sum(_tell(administrator, job) for job in failed for administrator in administrators)
    return f"{written} told." if written else "Nothing to tell."


def _tell(administrator, job):
    return write_letter(
        user=administrator,
        programme=None,
        kind="job-failed",
        key=f"{job.pk}/{job.attempts}/{administrator.pk}",
        subject=f"Background work failed: {job.label}",
        template="accounts/email/job_failed.txt",
        job=job,
        link=link_to("status"),
    )


@transaction.atomic
def retry_job(*, job, by):
    """Have a failed job tried again. Raises AccountError where it does not wait for this, or no longer."""
    if not job.allow_more_attempts(timezone.now()):
        raise AccountError("This job does not wait to be tried again: it is done, or somebody was quicker.")
    record("job.retried", by=by, about=job, after={"attempts": job.attempts})
    transaction.on_commit(bell.ring)


@require_POST
@login_required
def job_retry(request, pk):
    if not request.user.programmes_with("job.retry"):
        raise PermissionDenied("Only administrators have failed work tried again.")
    job = get_object_or_404(Job, pk=pk)
    try:
        retry_job(job=job, by=request.user)
    except AccountError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{job.label}, {job.key}: it is tried again within a minute.")
    return redirect("status")
