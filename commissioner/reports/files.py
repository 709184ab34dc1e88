"""The files of a signed report in its two editions: rendered once, kept as they are, and found again by name."""

from accounts.models import User
from accounts.roles import roles_with
from commissioner.documents.files import FACTS, PAGE, PRINTED, SHEETS, MadeFile, made_files
from commissioner.models import ReportFile
from commissioner.models.report_sent import Edition
from commissioner.reports.composing import Written, document_of

OFFERED = {PRINTED: "PDF", SHEETS: "ODS", PAGE: "HTML", FACTS: "JSON"}
PICTURE = ".svg"


def address_of(picture):
    """Of a picture in the frozen page: the file beside it."""
    return f"{picture.digest}{PICTURE}"


def kept_pictures(report, edition):
    """{digest: SVG} of the pictures kept with a report's figures."""
    kept = report.files.filter(edition=edition, name__endswith=PICTURE)
    return {file.name.removesuffix(PICTURE): bytes(file.content).decode() for file in kept}


def keep_pictures(report, pictures):
    """Keep the pictures of a draft, by edition, in place of those it had."""
    report.files.all().delete()
    keep(
        report,
        (
            (edition, f"{digest}{PICTURE}", svg.encode())
            for edition, of in pictures.items()
            for digest, svg in of.items()
        ),
    )


def keep(report, contents):
    """Keep files given as (edition, name, bytes); return {"edition/name": SHA-256}."""
    rows = [
        ReportFile(programme=report.programme, report=report, edition=edition, **_facts(name, content))
        for edition, name, content in contents
    ]
    ReportFile.objects.bulk_create(rows)
    return {f"{row.edition}/{row.name}": row.sha256 for row in rows}


def _facts(name, content):
    made = MadeFile(name, content)
    return {"name": made.name, "sha256": made.sha256, "content": made.content}


def officers_named(report):
    """The names that the published form leaves out: everybody in the programme but those who sign reports."""
    people = User.objects.filter(memberships__programme=report.programme)
    signers = people.filter(memberships__programme=report.programme, memberships__role__in=roles_with("report.sign"))
    return sorted(set(people.exclude(pk__in=signers.values("pk")).values_list("name", flat=True)))


def freeze(report, *, by, on):
    """Make and keep the files of both editions; return {"edition/name": SHA-256}, with those of the pictures."""
    written = Written.of(report)
    names = {Edition.FULL: (), Edition.PUBLISHED: officers_named(report)}
    pictures = {edition: kept_pictures(report, edition) for edition in Edition}
    contents = []
    for edition in Edition:
        document = document_of(report, written, edition=edition, signed=(by, on), names=names[edition])
        beside = {"position": report.facts["position"], "number": report.number} if edition == Edition.FULL else {}
        made = made_files(document, pictures[edition], address_of, beside=beside)
        contents += [(edition, file.name, file.content) for file in made]
    report.files.all().delete()
    return keep(report, contents)
