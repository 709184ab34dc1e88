from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobs import health
from jobs.models import Job

FAILED_SHOWN = 50


@require_safe
@login_required
def status(request):
    """What runs behind the pages, and whether it is well. Holds nothing of any programme."""
    now = timezone.now()
    parts = health.parts(now)
    every_failed = list(Job.objects.failed(now).order_by("-due_at", "-pk"))
    failed = every_failed[:FAILED_SHOWN]
    kinds = health.kind_states(every_failed)
    sweeps = health.sweep_states(now)
    return render(
        request,
        "jobs/status.html",
        {
            "parts": parts,
            "kinds": kinds,
            "sweeps": sweeps,
            "failed": failed,
            "can_retry": bool(failed and request.user.programmes_with("job.retry")),
            "all_well": not failed and all(state.is_well for state in (*parts, *kinds, *sweeps)),
            "breadcrumbs": [("Programmes", "/"), ("Status", "")],
        },
    )
