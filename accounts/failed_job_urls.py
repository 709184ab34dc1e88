from django.urls import path

from accounts import failed_jobs

urlpatterns = [path("jobs/<int:pk>/retry/", failed_jobs.job_retry, name="job-retry")]
