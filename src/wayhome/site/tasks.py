"""What the shell itself does later: throw away what has had its time."""

from django.core.management import call_command
from django_tasks import task

FAILURE_DAYS = 7  # long enough to look into it


def sweep() -> None:
    """Enqueue the shell's own work."""
    clean_up.enqueue()


@task
def clean_up() -> None:
    """Delete sessions that have ended and the results of old tasks."""
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", verbosity=0, min_age_days=1, failed_min_age_days=FAILURE_DAYS)
