"""The facts of a day and of an agreement's terms, line by line, as their pages show them."""

from claims.models.day import DayState
from config.components import Fact
from config.days import in_days
from improvement.wording import day as in_words


def terms_facts(terms):
    left_over = "May be carried into the next allowance" if terms.carry_over else "Are not carried over"
    kinds = ", ".join(kind.label for kind in terms.kinds_that_count)
    return [
        Fact("Reference", terms.reference or "Not known yet"),
        Fact("VAT", terms.get_vat_display()),
        Fact("A year is", terms.get_year_basis_display()),
        Fact("Last day", in_words(terms.ends_on) if terms.ends_on else "None agreed"),
        Fact("Kinds that count", kinds or "None"),
        Fact("The Commissioner’s own days", "Count" if terms.commissioner_counts else "Do not count"),
        Fact("Days left over", left_over),
        Fact("Days of a month are submitted by", f"Day {terms.submit_by_day} of the next month"),
        Fact("Capacity", f"At most {terms.capacity_percent}% of an officer’s working days"),
        Fact("The certifier declares", terms.declaration),
        Fact("Decided", terms.reason, note=f"{in_words(terms.recorded_on)}, {terms.said_by}"),
    ]


def day_facts(entry, shown, page, *, is_own):
    """Facts of an entry as `shown`, its newest step by the day looked at. Imports are seen by their officer."""
    facts = [
        Fact("Workstream", shown.workstream, url=page.url("improvement:workstream-detail", shown.workstream.number)),
        Fact("How much", in_days(shown.days)),
        Fact("Kind", shown.get_kind_display()),
        _allowance_fact(entry, shown, page),
    ]
    if "claim.view" in page.can and not page.is_past and entry.claim:
        number = entry.claim.number
        facts.append(Fact("Claim", number, url=page.url("claims:claim-detail", number)))
    if entry.day_import:
        url = page.url("claims:import-detail", entry.day_import_id) if is_own and "day.log" in page.can else ""
        facts.append(Fact("Imported from", entry.day_import.file_name, url=url))
    if entry.note and not page.is_past:
        facts.append(Fact("Note", entry.note))
    return facts


def _allowance_fact(entry, shown, page):
    if not shown.counts:
        return Fact("Allowance", "Does not count against the allowance")
    if shown.state != DayState.APPROVED:
        return Fact("Allowance", "Counts when it is approved")
    if entry.allowance is None:
        # Seen on an earlier day: the approval was undone later.
        return Fact("Allowance", "Spent from the allowance of its date")
    words = f"Spent from the allowance to {in_words(entry.allowance.ends_on)}"
    return Fact("Allowance", words, url=page.url("claims:allowance-detail", entry.allowance.starts_on.isoformat()))
