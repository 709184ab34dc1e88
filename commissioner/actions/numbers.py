"""Numbers without a gap, of decisions, actions and challenges."""

from commissioner.models import Board


def next_number(board_pk, counter):
    """The next number of a counter of the board. Two at the same moment queue on its row, until the first is saved."""
    board = Board.objects.select_for_update(no_key=True).get(pk=board_pk)
    number = getattr(board, counter) + 1
    setattr(board, counter, number)
    board.save(update_fields=[counter])
    return number
