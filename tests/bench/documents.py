"""The figures of what is put on record: a report to the Minister and the pack of a meeting, of the demonstration."""

import statistics
import time

from tests.bench import measuring


def main():
    parser = measuring.arguments(__doc__)
    requests = parser.parse_args().requests
    with measuring.own_database():
        told()
        measuring.print_heading(requests)
        print("| what | median ms by the clock | least | median ms of the processor |\n| --- | ---: | ---: | ---: |")
        for name, run in (*report(), *pack()):
            print(f"| {name} | " + " | ".join(_times(run, requests)) + " |", flush=True)


def told():
    """The demonstration, told in full."""
    from django.core.management import call_command

    for name in ("torbay", "exampleshire"):
        call_command("load_programme", f"programmes/{name}.toml", verbosity=0)
    call_command("demo", verbosity=0)


def report():
    """(what, a function that does it) of the third report, with its charts drawn already."""
    from commissioner.actions.reports import since_of
    from commissioner.documents.printed import printed
    from commissioner.documents.sheets import ods
    from commissioner.documents.web import html
    from commissioner.models import ProgressReport
    from commissioner.models.report_sent import Edition
    from commissioner.reports.composing import Written, document_of
    from commissioner.reports.facts import facts_of
    from commissioner.reports.files import address_of, kept_pictures

    third = ProgressReport.objects.select_related("schedule", "programme").get(number=3, programme__slug="torbay")
    since = since_of(third.schedule, third.period_start, third.period_end)
    document = document_of(third, Written.of(third), edition=Edition.FULL)
    pictures = kept_pictures(third, Edition.FULL)

    def draft():
        return facts_of(third.programme, since=since, on=third.period_end)

    def page():
        return html(document, address_of=address_of)

    def pdf():
        return printed(document, pictures)

    return (
        ("report: drafting, both editions", draft),
        ("report: HTML", page),
        ("report: PDF/UA-1", pdf),
        ("report: HTML and PDF", lambda: (page(), pdf())),
        ("report: drafting, HTML and PDF", lambda: (draft(), page(), pdf())),
        ("report: ODS", lambda: ods(document)),
    )


def pack():
    """The pack of the last meeting that has one, made again with all its files in both forms."""
    from commissioner.agenda import agenda_of
    from commissioner.models import Pack
    from commissioner.packs.facts import pack_facts
    from commissioner.packs.files import pack_files

    newest = Pack.objects.select_related("meeting__programme", "meeting__board").order_by("pk").last()
    on = newest.recorded_on

    def files():
        facts = pack_facts(newest.meeting, on, planned=agenda_of(newest.meeting, on))
        return list(pack_files(newest, facts))

    return (("pack: both forms, all files", files),)


def _times(run, requests):
    run()
    clock, processor = [], []
    for _ in range(requests):
        start, used = time.perf_counter(), time.process_time()
        run()
        clock.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - used) * 1000)
    return (f"{value:.0f}" for value in (statistics.median(clock), min(clock), statistics.median(processor)))


if __name__ == "__main__":
    main()
