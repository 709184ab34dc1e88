"""The invented monthly figures of the demonstration: fourteen local measures from February 2015 to January 2017."""

import datetime
from decimal import Decimal

from django.core.files.base import ContentFile

from config import dates
from improvement.actions import indicators
from improvement.actions.statistics import confirm_statistics, read_statistics
from improvement.models import Finding, StatisticsImport, Workstream
from improvement.periods import PeriodKind
from improvement.statistics_files.fates import judged

FIRST_MONTH = datetime.date(2015, 2, 1)
PUBLISHER = "Council case system, monthly performance report (invented)"

# code: (title, area, unit, basis, polarity, decimals), definition, (numerator, denominator), owner, workstreams,
# findings, target and tolerance from the start of the programme.
MEASURES = {
    "contacts-decided-in-a-day": (
        ("Contacts decided in one working day", "front_door", "percentage", "flow", "higher", 1),
        "Contacts to the front door in the month, of those the ones with a decision within one working day.",
        ("Contacts decided within one working day", "Contacts in the month"),
        "Head of the front door",
        (8,),
        ("F4", "F5"),
        ("90", "2"),
    ),
    "referrals-monthly": (
        ("Referrals in the month", "front_door", "count", "flow", "none", 0),
        "Referrals accepted in the month. A child referred twice counts twice.",
        ("", ""),
        "Head of the front door",
        (8,),
        (),
        None,
    ),
    "repeat-referrals-monthly": (
        ("Repeat referrals in the month", "front_door", "percentage", "flow", "lower", 1),
        "Of referrals in the month, those within 12 months of an earlier one of the same child.",
        ("Repeat referrals", "Referrals in the month"),
        "Head of the front door",
        (8,),
        ("F6",),
        ("22", "1"),
    ),
    "assessments-in-time-monthly": (
        ("Assessments in 45 days, by month", "assessment", "percentage", "flow", "higher", 1),
        "Of assessments completed in the month, those within 45 working days.",
        ("Assessments within 45 working days", "Assessments completed in the month"),
        "Head of safeguarding",
        (9,),
        ("F5", "F7"),
        ("85", "0"),
    ),
    "protection-visits-in-time": (
        ("Visits to children on a plan in time", "protection", "percentage", "flow", "higher", 1),
        "Of visits due to children on a protection plan in the month, those made within 10 working days of the last.",
        ("Visits made in time", "Visits due in the month"),
        "Head of safeguarding",
        (9,),
        ("F7", "F8"),
        ("90", "0"),
    ),
    "plans-over-15-months": (
        ("Children on a plan for over 15 months", "protection", "count", "stock", "lower", 0),
        "Children at the end of the month who have been on a protection plan for more than 15 months.",
        ("", ""),
        "Head of safeguarding",
        (9,),
        ("F7",),
        None,
    ),
    "looked-after-monthly": (
        ("Children looked after, end of month", "in_care", "count", "stock", "none", 0),
        "Children looked after on the last day of the month; short breaks not counted.",
        ("", ""),
        "Head of corporate parenting",
        (11,),
        ("F14",),
        None,
    ),
    "health-assessments-in-time": (
        ("Health assessments in time", "in_care", "percentage", "flow", "higher", 1),
        "Of review health assessments due in the month, those held in time.",
        ("Assessments held in time", "Assessments due in the month"),
        "Head of corporate parenting",
        (11,),
        (),
        ("85", "2"),
    ),
    "return-interviews-in-time": (
        ("Return home interviews in time", "in_care", "percentage", "flow", "higher", 1),
        "Of children who came back after being missing in the month, those with an interview within 72 hours.",
        ("Interviews within 72 hours", "Children who came back"),
        "Head of corporate parenting",
        (11,),
        (),
        ("80", "0"),
    ),
    "care-leavers-in-work": (
        ("Care leavers in education, employment or training", "care_leavers", "percentage", "stock", "higher", 1),
        "Of care leavers aged 19 to 21 at the end of the month, those in education, employment or training.",
        ("Care leavers in education, employment or training", "Care leavers aged 19 to 21"),
        "Head of corporate parenting",
        (11,),
        (),
        ("50", "0"),
    ),
    "agency-monthly": (
        ("Agency social workers, by month", "workforce", "percentage", "stock", "lower", 1),
        "Of social workers at the end of the month, those employed through an agency.",
        ("Agency social workers", "Social workers"),
        "Principal social worker",
        (6,),
        ("F2",),
        ("15", "2"),
    ),
    "caseload-monthly": (
        ("Average caseload, by month", "workforce", "count", "stock", "lower", 1),
        "Cases held at the end of the month, divided by the social workers who hold them.",
        ("Cases held", "Social workers who hold cases"),
        "Principal social worker",
        (6,),
        ("F8",),
        ("18", "0"),
    ),
    "supervision-monthly": (
        ("Social workers supervised in the month", "workforce", "percentage", "flow", "higher", 1),
        "Of social workers, those who had a recorded supervision in the month.",
        ("Social workers supervised", "Social workers"),
        "Principal social worker",
        (6,),
        ("F8",),
        ("85", "0"),
    ),
    "audits-good": (
        ("Case audits judged good or better", "quality", "percentage", "flow", "higher", 1),
        "Of cases audited in the month, those judged good or outstanding by the auditor.",
        ("Cases judged good or outstanding", "Cases audited"),
        "Principal social worker",
        (12,),
        ("F3", "F4"),
        ("60", "5"),
    ),
}

# Month by month: a figure, or numerator/denominator.
FIGURES = {
    "contacts-decided-in-a-day": """
        420/538 413/523 386/501 399/507 410/514 417/529 421/519 406/532 450/576 391/510 390/510 407/524
        437/557 404/512 447/566 410/497 402/504 455/529 447/508 448/515 481/541 493/548 485/533 481/523
    """,
    "protection-visits-in-time": """
        191/210 191/215 192/220 190/209 194/225 168/190 182/203 158/180 185/213 183/206 193/222 174/201
        159/185 198/218 167/192 174/192 171/203 174/211 162/200 172/207 149/186 175/222 159/204 157/206
    """,
    "supervision-monthly": """
        81/96 83/99 83/99 78/97 79/96 86/102 84/98 77/93 82/98 81/96 81/96 82/98
        80/97 83/102 84/97 81/97 82/99 88/94 85/99 82/96 83/100 74/93 84/97 75/91
    """,
    "looked-after-monthly": """
        291 290 288 287 289 286 284 283 281 282 280 279
        278 279 277 278 276 281 284 286 289 291 292 295
    """,
    "audits-good": """
        16/43 15/39 16/41 18/40 17/38 12/38 14/40 15/35 16/40 13/40 16/40 13/40
        14/41 13/39 15/41 17/37 17/42 14/38 19/41 20/39 20/39 21/38 25/43 23/38
    """,
    "agency-monthly": """
        14/114 16/114 16/114 15/110 14/108 15/114 17/112 14/111 17/113 17/111 16/111 15/116
        18/109 16/114 16/114 20/116 20/113 22/113 23/110 25/112 25/108 27/111 28/112 29/112
    """,
    "caseload-monthly": """
        17.2 18.3 16.4 17.6 17.2 17.5 17.5 18.9 16.8 18.4 18.5 17.4
        17.1 16.6 16.9 18.9 16.0 17.8 17.0 16.4 15.9 15.6 15.2 14.9
    """,
    "referrals-monthly": """
        153 142 149 147 157 155 154 146 161 146 143 147
        148 149 131 167 159 166 148 160 154 152 172 146
    """,
    "repeat-referrals-monthly": """
        41/146 40/163 48/171 41/152 37/145 41/157 37/155 37/145 41/151 35/153 45/157 46/162
        38/148 34/140 34/137 42/169 38/148 45/148 44/174 46/162 50/172 38/150 39/146 41/147
    """,
    "care-leavers-in-work": """
        44/90 48/98 44/91 46/87 45/88 39/86 46/95 44/89 41/88 47/90 45/91 45/88
        42/90 42/92 47/94 42/89 44/94 44/93 46/94 43/90 42/88 46/95 51/94 45/90
    """,
    "health-assessments-in-time": """
        53/66 56/65 60/65 51/60 54/57 47/55 52/61 52/61 53/60 47/60 56/66 51/57
        46/59 59/70 51/59 54/59 60/66 46/55 63/68 45/57 46/59 51/57 50/58 47/59
    """,
    "return-interviews-in-time": """
        5/8 5/9 4/6 8/12 3/9 3/5 4/8 5/11 5/9 5/9 2/4 3/12
        5/9 2/5 6/8 6/12 5/10 3/6 5/8 3/9 7/13 5/9 5/10 4/8
    """,
    "plans-over-15-months": """
        7 5 5 5 6 9 7 9 8 7 6 11
        9 9 12 10 7 8 8 11 5 4 6 7
    """,
    "assessments-in-time-monthly": """
        100/113 103/114 110/122 105/118 109/122 124/135 118/128 105/115 106/120 107/118 111/127 97/112
        102/111 96/106 106/122 104/121 105/123 105/124 92/110 97/116 91/111 103/127 100/124 85/108
    """,
}

# (day the file was read, months from the first to the last that it held)
FILES = (
    (datetime.date(2016, 6, 15), 0, 15),
    (datetime.date(2016, 11, 16), 16, 20),
    (datetime.date(2017, 2, 15), 20, 23),
)
# What a later file put right: by code and month, as it was reported first.
FIRST_REPORTED = {("protection-visits-in-time", 20): "168/186"}


def tell_indicators(programme, people):
    """Add the local measures, what they speak for and their targets, and bring in three files of figures."""
    analyst, on = people["analyst"], datetime.date(2016, 6, 14)
    for code, facts in MEASURES.items():
        _add(programme, code, facts, analyst, on)
    for read_on, first, last in FILES:
        _read(programme, read_on, range(first, last + 1), analyst)
    indicators.add_event(
        programme=programme,
        kind="event",
        happened_on=datetime.date(2016, 9, 5),
        title="New thresholds at the front door",
        by=analyst,
        on=datetime.date(2016, 9, 6),
    )
    changed = programme.indicators.get(code="contacts-decided-in-a-day")
    indicators.add_event(
        programme=programme,
        indicator=changed,
        kind="rebase",
        happened_on=datetime.date(2016, 7, 1),
        title="Duty team doubled",
        reason="Twice the people on duty from July 2016, for good: the old limits no longer say what is usual.",
        by=analyst,
        on=datetime.date(2017, 2, 15),
    )


def _add(programme, code, facts, by, on):
    (title, area, unit, basis, polarity, decimals), definition, parts, owner, workstreams, findings, target = facts
    indicator = indicators.add_indicator(
        programme=programme,
        code=code,
        title=title,
        area=area,
        definition=definition,
        numerator_label=parts[0],
        denominator_label=parts[1],
        unit=unit,
        basis=basis,
        polarity=polarity,
        decimals=decimals,
        frequency=PeriodKind.MONTH,
        publisher=PUBLISHER,
        owner_post=owner,
        by=by,
        on=on,
    )
    indicators.tie_indicator(
        indicator=indicator,
        findings=list(Finding.objects.filter(programme=programme, reference__in=findings)),
        workstreams=list(Workstream.objects.filter(programme=programme, number__in=workstreams)),
        version=indicator.version,
        by=by,
        on=on,
    )
    if target:
        indicators.set_target(
            indicator=indicator,
            value=Decimal(target[0]),
            tolerance=Decimal(target[1]),
            applies_from=programme.starts_on,
            reason="Agreed by the board at its first meeting.",
            version=indicator.version,
            by=by,
            on=on,
        )


def _read(programme, on, months, by):
    """One monthly file as the council's system writes it, read and confirmed as on the pages."""
    lines = ["Measure,Period,Numerator,Denominator,Value"]
    for code in MEASURES:
        figures = FIGURES[code].split()
        for month in months:
            told = figures[month] if on > FILES[1][0] else FIRST_REPORTED.get((code, month), figures[month])
            numerator, slash, denominator = told.partition("/")
            cells = f"{numerator},{denominator}," if slash else f",,{told}"
            lines.append(f"{code},{dates.add_months(FIRST_MONTH, month):%B %Y},{cells}")
    found = read_statistics(
        programme=programme,
        file=ContentFile("\n".join(lines).encode(), name=f"monthly-figures-{on:%Y-%m}.csv"),
        publication=f"Monthly performance report, {on:%B %Y} (invented)",
        status="final",
        by=by,
        on=on,
    )
    found = StatisticsImport.objects.get(pk=found.pk)
    confirm_statistics(statistics_import=found, seen=judged(found, on).digest, by=by, on=on)
