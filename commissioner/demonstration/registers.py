"""The invented registers: mentoring, training, policies, IT systems and the peer review's baseline."""

from datetime import date

from improvement.actions.registers import add_entry, change_entry

# The workstreams of the programme's plan that keep them.
WORKSTREAMS = {"mentoring": 7, "training": 15, "policies": 10, "systems": 13, "peer_review": 16}

REVIEW_DUE = date(2017, 3, 15)

# Post mentored, mentor, focus, starts; then sessions by 20 December and by 24 February.
PAIRS = (
    ("Head of Safeguarding", "Head of Safeguarding, Hampshire", "Thresholds and chairing.", date(2016, 8, 15), 5, 7),
    ("Head of Fostering", "Head of Placements, Hampshire", "A campaign that reaches carers.", date(2016, 8, 22), 4, 6),
    ("Team Manager, MASH", "MASH Manager, Hampshire", "Decisions within a day.", date(2016, 9, 5), 6, 9),
    ("Team Manager, Assessment North", "District Manager 1, Hampshire", "Supervision on time.", date(2016, 9, 5), 4, 7),
    (
        "Team Manager, Assessment South",
        "District Manager 2, Hampshire",
        "Supervision on time.",
        date(2016, 9, 12),
        4,
        6,
    ),
    (
        "Team Manager, Looked After Children",
        "District Manager 3, Hampshire",
        "Permanence planning.",
        date(2016, 9, 19),
        3,
        5,
    ),
    (
        "Team Manager, Care Leavers",
        "Service Manager, Care Leavers, Hampshire",
        "Pathway plans.",
        date(2016, 9, 26),
        4,
        6,
    ),
    (
        "Chair of Conferences",
        "Independent Reviewing Manager, Hampshire",
        "Challenge of delay.",
        date(2016, 10, 3),
        3,
        5,
    ),
    (
        "Principal Social Worker",
        "Policy Manager, Hampshire",
        "Writing procedures that are used.",
        date(2016, 10, 10),
        3,
        6,
    ),
    (
        "Performance Manager",
        "Head of Performance, Hampshire",
        "Reading figures with managers.",
        date(2016, 11, 7),
        2,
        4,
    ),
    ("Head of Workforce", "Head of Workforce, Hampshire", "Keeping social workers.", date(2017, 1, 9), None, 2),
    (
        "Team Manager, Disabled Children",
        "District Manager 4, Hampshire",
        "Plans that families can read.",
        date(2017, 1, 16),
        None,
        2,
    ),
)
MENTORS_HERE = {"Team Manager, MASH": "officer", "Performance Manager": "officer2"}

# Post, the mentor until November.
MENTORS_BEFORE = {
    "Team Manager, Assessment North": "Service Manager, Assessment, Hampshire",
    "Team Manager, Care Leavers": "District Manager 5, Hampshire",
}
MENTORS_CHANGED = date(2016, 11, 22)

# Post, reviewed on, what was found.
PAIRS_REVIEWED = (
    ("Head of Safeguarding", date(2017, 2, 8), "Chairs with more challenge; two conferences watched. Goes on monthly."),
    ("Team Manager, MASH", date(2017, 2, 10), "Decisions in a day rose while the mentor was on site."),
    ("Head of Fostering", date(2017, 2, 21), "A recruitment plan stands; the campaign itself is late."),
)
EARLIER_REVIEW_DUE = {"Chair of Conferences": date(2017, 2, 17)}

# Session, held on, led by, places; then who attended, by post, and the feedback.
SESSIONS = (
    (
        "Aspirant managers 1: what good supervision looks like",
        date(2016, 10, 6),
        "Head of Workforce, Hampshire",
        16,
        (16, "Team managers 9, assistant team managers 7", "15 of 16 would use the record of supervision next week."),
    ),
    (
        "Aspirant managers 2: thresholds and decisions",
        date(2016, 11, 3),
        "Head of Safeguarding, Hampshire",
        16,
        (14, "Team managers 8, assistant team managers 6", "Asked for the same day with partners."),
    ),
    (
        "Aspirant managers 3: reading performance figures",
        date(2016, 12, 1),
        "Head of Performance, Hampshire",
        16,
        (12, "Team managers 7, assistant team managers 5", "Useful, but our own weekly list does not agree."),
    ),
    (
        "Service managers: challenge without blame",
        date(2016, 12, 13),
        "Area Director, Hampshire",
        10,
        (9, "Service managers 6, heads of service 3", "Repeat for conference chairs."),
    ),
    (
        "Aspirant managers 4: children's plans",
        date(2017, 1, 19),
        "District Manager 1, Hampshire",
        16,
        (15, "Team managers 8, assistant team managers 7", "The examples from audit were the best part."),
    ),
    (
        "Aspirant managers 5: managing sickness and caseloads",
        date(2017, 2, 23),
        "Head of Workforce, Hampshire",
        16,
        None,
    ),
    ("Aspirant managers 6: the child's voice", date(2017, 3, 23), "District Manager 3, Hampshire", 16, None),
    ("First group: looking back", date(2017, 4, 6), "Head of Workforce, Hampshire", 16, None),
)
PLANNED_ON = date(2016, 9, 6)

# Policy or procedure, owner, agreed, introduced, review due.
POLICIES = (
    (
        "Supervision of social workers",
        "Principal Social Worker",
        date(2016, 9, 27),
        date(2016, 10, 17),
        date(2017, 10, 16),
    ),
    (
        "Recording on the case system",
        "Principal Social Worker",
        date(2016, 10, 11),
        date(2016, 11, 1),
        date(2017, 2, 20),
    ),
    (
        "Transfer of cases between teams",
        "Assistant Director",
        date(2016, 10, 25),
        date(2016, 11, 14),
        date(2017, 11, 13),
    ),
    (
        "Children missing from home or care",
        "Head of Safeguarding",
        date(2016, 11, 8),
        date(2016, 11, 28),
        date(2017, 11, 27),
    ),
    ("Strategy discussions", "Head of Safeguarding", date(2016, 11, 22), date(2016, 12, 12), date(2017, 12, 11)),
    ("Child protection conferences", "Chair of Conferences", date(2016, 12, 6), date(2017, 1, 9), date(2018, 1, 8)),
    ("Private fostering", "Head of Fostering", date(2016, 12, 13), date(2017, 1, 16), date(2018, 1, 15)),
    ("Pre-proceedings", "Head of Safeguarding", date(2016, 12, 20), date(2017, 1, 23), date(2018, 1, 22)),
    (
        "Placement of a child out of authority",
        "Head of Fostering",
        date(2017, 1, 10),
        date(2017, 2, 1),
        date(2018, 1, 31),
    ),
    ("Pathway plans", "Team Manager, Care Leavers", date(2017, 1, 17), date(2017, 2, 6), date(2018, 2, 5)),
    ("Case audit", "Performance Manager", date(2017, 1, 24), date(2017, 2, 8), date(2018, 2, 7)),
    ("Escalation between agencies", "Assistant Director", date(2017, 1, 31), date(2017, 2, 10), date(2018, 2, 9)),
    ("Homeless 16 and 17 year olds, with housing", "Assistant Director", date(2017, 2, 21), None, None),
    ("Thresholds for services", "Head of Safeguarding", None, None, None),
)
WRITING_FROM = date(2016, 8, 30)

# System, owner; then reviewed on, fitness, action and when it is due.
SYSTEMS = (
    (
        "Case system",
        "Systems Manager",
        date(2017, 2, 14),
        "in_part",
        "Supplier mends the weekly list; forms cut from eleven pages to four.",
        date(2017, 4, 28),
    ),
    ("Document store", "Systems Manager", date(2017, 1, 12), "fit", "", None),
    (
        "Performance dashboard",
        "Performance Manager",
        date(2017, 2, 14),
        "not_fit",
        "Replaced by one fed from the case system every night.",
        date(2017, 5, 12),
    ),
    ("Electronic social care record for carers", "Head of Fostering", date(2016, 12, 8), "fit", "", None),
    ("Mobile access for social workers", "Systems Manager", None, "", "", None),
)
SYSTEMS_LISTED = date(2016, 9, 1)

# Area, provisional grade at the start, what it rests on.
BASELINE = (
    (
        "Children who need help and protection",
        "inadequate",
        "Ofsted's report of January 2016; 20 cases read on the scoping visit.",
    ),
    (
        "Children looked after and achieving permanence",
        "requires_improvement",
        "Ofsted's report of January 2016; placements out of authority at 47%.",
    ),
    ("Adoption performance", "requires_improvement", "Ofsted's report of January 2016; 24 adoptions in the year."),
    (
        "Experiences and progress of care leavers",
        "requires_improvement",
        "Ofsted's report of January 2016; talks with a group of care leavers.",
    ),
    (
        "Leadership, management and governance",
        "inadequate",
        "Ofsted's report of January 2016; turnover in the senior team since 2013.",
    ),
)
BASELINE_ON = date(2016, 6, 14)
PEER_REVIEW_ON = date(2017, 3, 27)
TRIED_OUT = (
    "Experiences and progress of care leavers",
    date(2017, 2, 16),
    "good",
    "Looked at first, to try out the method: 12 pathway plans read, nine of them clear and up to date.",
)


def tell_registers(programme, workstreams, people):
    """Put everything on the registers as it came, day by day."""
    for kind, tell in (
        ("mentoring", _pairs),
        ("training", _sessions),
        ("policies", _policies),
        ("systems", _systems),
        ("peer_review", _baseline),
    ):
        tell(_Teller(programme, kind, workstreams[WORKSTREAMS[kind]], people))


class _Teller:
    """Writes on one register, by the officer who keeps it. The demonstration never competes with anybody."""

    def __init__(self, programme, kind, workstream, people):
        self.place = {"programme": programme, "kind": kind, "workstream": workstream}
        self.people = people

    def add(self, title, on, **facts):
        return add_entry(title=title, by=self.people["officer"], on=on, **self.place, **facts)

    def change(self, entry, on, **facts):
        change_entry(entry=entry, version=entry.version, by=self.people["officer2"], on=on, **facts)


def _pairs(tell):
    reviewed = {post: (on, found) for post, on, found in PAIRS_REVIEWED}
    for title, mentor, focus, starts, by_december, by_february in PAIRS:
        first = MENTORS_BEFORE.get(title, mentor)
        due = EARLIER_REVIEW_DUE.get(title, REVIEW_DUE)
        holder = tell.people.get(MENTORS_HERE.get(title))
        facts = {"post": first, "holder": holder, "focus": focus, "review_due_on": due}
        pair = tell.add(title, starts, started_on=starts, **facts)
        if first != mentor:
            tell.change(pair, MENTORS_CHANGED, post=mentor, reason="The mentor moved to another post.")
        if by_december:
            tell.change(pair, date(2016, 12, 20), sessions=by_december)
        if title in reviewed:
            on, found = reviewed[title]
            tell.change(pair, on, sessions=by_february, reviewed_on=on, feedback=found)
        else:
            tell.change(pair, date(2017, 2, 24), sessions=by_february)


def _sessions(tell):
    for title, held_on, led_by, places, attendance in SESSIONS:
        session = tell.add(title, PLANNED_ON, held_on=held_on, post=led_by, places=places)
        if attendance:
            attended, posts, feedback = attendance
            tell.change(session, held_on, attended=attended, attended_posts=posts, feedback=feedback)


def _policies(tell):
    for title, owner, agreed, introduced, review_due in POLICIES:
        policy = tell.add(title, WRITING_FROM, post=owner)
        if agreed:
            tell.change(policy, agreed, agreed_on=agreed)
        if introduced:
            tell.change(policy, introduced, introduced_on=introduced, review_due_on=review_due)


def _systems(tell):
    for title, owner, reviewed, fitness, action, due in SYSTEMS:
        system = tell.add(title, SYSTEMS_LISTED, post=owner)
        if reviewed:
            facts = {"fitness": fitness, "action": action, "action_due_on": due}
            tell.change(system, reviewed, reviewed_on=reviewed, **facts)


def _baseline(tell):
    title, on, grade, evidence = TRIED_OUT
    for area, first_grade, rests_on in BASELINE:
        facts = {"baseline_on": BASELINE_ON, "baseline_grade": first_grade, "baseline_evidence": rests_on}
        found = tell.add(area, BASELINE_ON, review_due_on=PEER_REVIEW_ON, **facts)
        if area == title:
            tell.change(found, on, reviewed_on=on, review_grade=grade, review_evidence=evidence)
