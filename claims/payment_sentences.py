"""What the pages of payments say first."""

from django.db.models import Count, Sum

from claims.bank_fates import BankFate
from claims.models.claim import NOTHING
from config.money import pounds, round_to_pence
from improvement.wording import are, capital, counted, listed
from improvement.wording import day as in_words


def payments_sentence(payments):
    """What a list of payments, a queryset, adds up to. One query."""
    found = payments.order_by().aggregate(count=Count("pk"), amount=Sum("amount"), difference=Sum("difference"))
    if not found["count"]:
        return "No payment matches."
    # SQLite adds up in binary: the sums are whole pence only once they are rounded.
    amount, difference = round_to_pence(found["amount"]), round_to_pence(found["difference"])
    sentence = f"{capital(counted(found['count'], 'payment'))}: {pounds(amount)}"
    return f"{sentence}, and {pounds(difference)} that will not be paid." if difference else f"{sentence}."


def debt_sentence(buckets):
    """What is outstanding in all, and what of it is old."""
    owed = sum((bucket.total for bucket in buckets), NOTHING)
    claims = sum(len(bucket.owed) for bucket in buckets)
    if not claims:
        return "Nothing is outstanding."
    old = sum((bucket.total for bucket in buckets[1:]), NOTHING)
    sentence = f"{pounds(owed)} is outstanding on {counted(claims, 'claim')}."
    return f"{sentence} {pounds(old)} of it was claimed 30 days ago or more." if old else sentence


_FATES = {
    BankFate.MATCHED: "matched",
    BankFate.RECORDED: "recorded already",
    BankFate.UNMATCHED: "without a match",
    BankFate.REFUSED: "refused",
}


def statement_sentence(counts):
    """What becomes of the rows of a statement, from their tally."""
    words = [f"{counted(count, 'row')} {are(count)} {_FATES[fate]}" for fate, count in counts.items() if count]
    return f"Nothing is saved yet. {capital(listed(words))}. Saving takes the matched rows and leaves out the others."


def same_file_sentence(before):
    """That the same file was uploaded before, and what came of it; nothing where it was not."""
    if before is None:
        return ""
    if before.state == "confirmed":
        return f"This same file was saved on {in_words(before.decided_on)}."
    return f"This same file was uploaded on {in_words(before.recorded_on)}, and nothing was saved from it."
