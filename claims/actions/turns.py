"""One queue for all that is written about the days of a programme, so that no two writers wait in a circle."""

from accounts.models import User
from improvement.models import Programme


def take_turn(programme, *, officer=None):
    """Wait for the others who write days of this programme; to be called before anything is read or written.

    Several days are changed in one step, and every step ends in the one audit chain of the programme: whoever held
    one of them and waited for the other would wait for ever. With `officer`, also for what the officer writes in
    other programmes, where a date holds one day at most over all of them; always the officer first.

    On SQLite the immediate transaction is the lock.
    """
    if officer is not None:
        User.objects.select_for_update(no_key=True).get(pk=officer.pk)
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
