"""The invented course of the plan, June 2016 to February 2017: what was reported, promised, achieved and shown."""

from datetime import date

MONTH_ENDS = (
    date(2016, 6, 30),
    date(2016, 7, 29),
    date(2016, 8, 31),
    date(2016, 9, 30),
    date(2016, 10, 31),
    date(2016, 11, 30),
    date(2016, 12, 20),
    date(2017, 1, 31),
    date(2017, 2, 24),
)

DELIVERY = {"G": "on_track", "A": "at_risk", "R": "off_track", "B": "complete", "-": "not_started", ".": None}

# A letter a month, from June: the delivery reported at each month's end. A dot is a month without a report.
COURSES = {
    1: "GGGGGGGGG",
    2: "GGGGGGGGG",
    3: "GGGGGAAAA",
    4: ".AAAGGGGG",
    5: "AAGGBBBBB",
    6: "RAAAAAAAA",
    7: ".GGGAAAGG",
    8: "GGAAAAARR",
    9: "GGGAAAAAR",
    10: "-GGGGAAAB",
    11: "--GGGAAAA",
    12: "AAARRAARR",
    13: "-GGGAAGGB",
    14: "GGGAGGGGG",
    15: "--GGGGGGG",
    16: "---------",
}

LEADS = {
    1: ("Commissioner", "Chief Executive"),
    2: ("Commissioner", "Director of Children's Services"),
    3: ("Director of Children's Services, Hampshire", "Director of Adult Services"),
    4: ("Director of Children's Services, Hampshire", "Lead member for children"),
    5: ("Commissioner", "Chief Executive"),
    6: ("Deputy Director, Hampshire", "Director of Children's Services"),
    7: ("Area Director, Hampshire", "Head of Workforce"),
    8: ("Head of Safeguarding, Hampshire", "Assistant Director"),
    9: ("Head of Safeguarding, Hampshire", "Assistant Director"),
    10: ("Policy Manager, Hampshire", "Principal Social Worker"),
    11: ("Head of Placements, Hampshire", "Head of Fostering"),
    12: ("Head of Performance, Hampshire", "Performance Manager"),
    13: ("Head of Systems, Hampshire", "Systems Manager"),
    14: ("Head of Safeguarding, Hampshire", "Chair of the LSCB"),
    15: ("Head of Workforce, Hampshire", "Head of Workforce"),
    16: ("Deputy Director, Hampshire", "Director of Children's Services"),
}

# Those of the demonstration's people who hold the posts: (lead, counterpart).
HOLDERS = {8: ("officer", "lead"), 9: ("officer", "lead"), 7: ("officer2", None), 12: ("officer2", "lead")}

# What the newest report says, for those not on track: what happened, next steps, path to green.
WORDS = {
    3: (
        "The business case for the integrated care organisation is being rewritten without a children's chapter.",
        "Children's chapter drafted and sent to the board.",
        "Joint board agrees the children's chapter by 31 March. Owner: Director of Adult Services.",
    ),
    6: (
        "Two of five senior posts are held by interims. Permanent appointments have slipped.",
        "Second advertisement closes in March.",
        "Both posts offered by the end of April. Owner: Director of Children's Services.",
    ),
    8: (
        "New threshold document not agreed by partners; two of four police attendance weeks missed.",
        "Joint sign-off meeting called; police attendance raised with the Superintendent.",
        "Joint sign-off by 17 March. Owner: Head of Safeguarding, Hampshire.",
    ),
    9: (
        "Assessments started late in three teams after the case system was changed.",
        "Weekly list of late assessments to each team manager.",
        "All three teams under ten late assessments by 31 March. Owner: Assistant Director.",
    ),
    11: (
        "Recruitment of foster carers is behind plan; four approved against a plan of nine.",
        "Second recruitment campaign from April.",
        "Five more households in assessment by May. Owner: Head of Fostering.",
    ),
    12: (
        "Weekly data still differs from the case system by 4%. Audit of 20 cases not started.",
        "Data owner to be named; audit planned for March.",
        "Data owner named by 10 March and audit done by 31 March. Owner: Performance Manager.",
    ),
}
USUAL = (
    "Work went as planned in the month.",
    "Go on with the next milestones in the plan.",
    "",
)

# (workstream, title, first due, recorded, [(recorded, new due, reason)], achieved)
MILESTONES = (
    (1, "Board meets with agreed terms of reference", date(2016, 6, 30), date(2016, 6, 1), (), date(2016, 6, 28)),
    (1, "Commissioner reports to the Minister at nine months", date(2017, 3, 12), date(2016, 9, 5), (), None),
    (2, "Board reviews its own working", date(2017, 3, 9), date(2016, 11, 3), (), None),
    (
        3,
        "Children's chapter agreed by the joint board",
        date(2017, 1, 31),
        date(2016, 9, 30),
        ((date(2017, 1, 27), date(2017, 3, 31), "Joint board moved its meeting to the end of March."),),
        None,
    ),
    (
        4,
        "Lead member's first quarterly challenge session",
        date(2016, 10, 14),
        date(2016, 7, 20),
        (),
        date(2016, 10, 13),
    ),
    (5, "Interim Director of Children's Services in post", date(2016, 9, 30), date(2016, 6, 10), (), date(2016, 9, 26)),
    (
        6,
        "Permanent head of safeguarding appointed",
        date(2016, 12, 16),
        date(2016, 7, 8),
        ((date(2016, 12, 9), date(2017, 3, 20), "No candidate was appointable."),),
        None,
    ),
    (
        7,
        "Twelve mentoring pairs started",
        date(2016, 11, 30),
        date(2016, 8, 4),
        ((date(2016, 11, 22), date(2017, 1, 20), "Four mentors changed posts."),),
        date(2017, 1, 18),
    ),
    (7, "Mentoring reviewed with both sides of each pair", date(2017, 3, 15), date(2016, 12, 1), (), None),
    (8, "Workflow of the MASH redrawn and tested", date(2016, 10, 28), date(2016, 7, 14), (), date(2016, 11, 4)),
    (
        8,
        "Threshold document agreed by all partners",
        date(2016, 11, 30),
        date(2016, 7, 14),
        (
            (date(2016, 11, 25), date(2017, 1, 31), "Health partners asked for a further round."),
            (date(2017, 1, 30), date(2017, 3, 17), "Police asked for a joint sign-off meeting."),
        ),
        None,
    ),
    (8, "Four weeks of police attendance at the daily meeting", date(2017, 1, 31), date(2016, 12, 5), (), None),
    (
        9,
        "Scheme of supervision agreed",
        date(2017, 1, 13),
        date(2016, 9, 12),
        ((date(2017, 1, 10), date(2017, 2, 3), "Trade unions asked to comment."),),
        date(2017, 2, 3),
    ),
    (9, "Late assessments below ten in every team", date(2017, 2, 14), date(2016, 11, 7), (), None),
    (10, "Twelve procedures rewritten and published", date(2017, 1, 31), date(2016, 8, 30), (), date(2017, 2, 10)),
    (11, "Fostering offer agreed by members", date(2016, 12, 9), date(2016, 8, 31), (), date(2016, 12, 8)),
    (11, "Placement contracts retendered", date(2017, 4, 30), date(2016, 10, 3), (), None),
    (
        12,
        "Weekly list agrees with the case system to 1%",
        date(2016, 11, 30),
        date(2016, 7, 6),
        ((date(2016, 11, 28), date(2017, 2, 10), "The supplier's fix came late."),),
        None,
    ),
    (12, "Audit of 20 cases of assessment", date(2017, 3, 31), date(2017, 1, 9), (), None),
    (13, "Review of the case system reported", date(2017, 1, 31), date(2016, 9, 1), (), date(2017, 2, 14)),
    (14, "LSCB adopts a dataset of ten measures", date(2017, 3, 27), date(2016, 10, 17), (), None),
    (15, "First group of managers finishes the programme", date(2017, 4, 6), date(2016, 9, 6), (), None),
    (16, "Peer review on site", date(2017, 3, 27), date(2016, 11, 14), (), None),
)

# (workstream, title, attached by, on, accepted or returned or "", reviewed on, note)
EVIDENCE = (
    (1, "Terms of reference of the board", "officer", date(2016, 7, 5), "accepted", date(2016, 7, 12), ""),
    (2, "Minutes of the first three boards", "officer", date(2016, 10, 3), "accepted", date(2016, 10, 10), ""),
    (2, "Self-assessment of the board", "officer", date(2017, 2, 13), "", None, ""),
    (3, "Minutes of the joint board, November", "officer2", date(2016, 12, 2), "accepted", date(2016, 12, 9), ""),
    (3, "Draft children's chapter", "lead", date(2017, 2, 6), "", None, ""),
    (
        4,
        "Record of the lead member's challenge session",
        "lead",
        date(2016, 10, 20),
        "accepted",
        date(2016, 10, 27),
        "",
    ),
    (5, "Letter of appointment", "lead", date(2016, 10, 5), "accepted", date(2016, 10, 11), ""),
    (6, "Structure of the senior team", "lead", date(2016, 9, 20), "accepted", date(2016, 9, 28), ""),
    (6, "Second advertisement", "lead", date(2017, 2, 20), "", None, ""),
    (7, "List of mentoring pairs by post", "officer2", date(2017, 1, 20), "accepted", date(2017, 1, 27), ""),
    (7, "Feedback from mentors", "officer2", date(2017, 2, 17), "", None, ""),
    (
        8,
        "Attendance at the daily meeting",
        "lead",
        date(2017, 2, 3),
        "returned",
        date(2017, 2, 9),
        "It shows two of the four weeks. All four would be enough.",
    ),
    (10, "Published procedures, list with dates", "lead", date(2017, 2, 13), "", None, ""),
    (11, "Members' decision on the fostering offer", "lead", date(2016, 12, 12), "accepted", date(2016, 12, 19), ""),
    (11, "Plan of the retender", "lead", date(2017, 2, 8), "", None, ""),
    (
        12,
        "Comparison of the weekly list and the case system",
        "officer2",
        date(2016, 9, 14),
        "accepted",
        date(2016, 9, 21),
        "",
    ),
    (12, "Supplier's report on the fix", "lead", date(2017, 2, 16), "", None, ""),
    (13, "Report of the review of the case system", "lead", date(2017, 2, 15), "", None, ""),
    (14, "Draft dataset of ten measures", "officer", date(2016, 12, 14), "accepted", date(2016, 12, 21), ""),
    (14, "LSCB minutes, January", "lead", date(2017, 2, 2), "", None, ""),
    (
        15,
        "Register of the managers' programme by post",
        "officer",
        date(2017, 1, 12),
        "accepted",
        date(2017, 1, 19),
        "",
    ),
)

# (workstream, impact, on, what it rests on)
IMPACT = (
    (1, "some", date(2017, 1, 12), "Partners attend and answer for their actions: attendance log of six boards."),
    (2, "some", date(2017, 1, 12), "Challenge recorded in minutes and followed up; review by the Commissioner."),
    (3, "not_yet_seen", date(2017, 1, 12), "No change for children can be shown yet."),
    (4, "not_yet_seen", date(2016, 9, 8), "Too early to say."),
    (4, "some", date(2017, 1, 12), "Members' questions changed two decisions on placements; scrutiny minutes."),
    (5, "some", date(2016, 11, 10), "Staff survey: direction is clearer."),
    (5, "sustained", date(2017, 2, 9), "Staff survey repeated with the same result; turnover of managers has stopped."),
    (6, "not_yet_seen", date(2017, 1, 12), "Interims in two posts; no change seen in supervision."),
    (7, "some", date(2017, 2, 9), "Audit of ten cases held by mentored staff: plans clearer in seven."),
    (8, "not_yet_seen", date(2016, 9, 8), "Too early to say."),
    (8, "getting_worse", date(2017, 2, 9), "Assessments on time have fallen for six months; re-referrals have not."),
    (9, "not_yet_seen", date(2017, 2, 9), "Second or subsequent plans have risen; audit cannot yet say why."),
    (10, "not_yet_seen", date(2017, 2, 9), "Procedures are published; use has not been audited."),
    (11, "not_yet_seen", date(2017, 1, 12), "Out of authority placements unchanged."),
    (12, "not_yet_seen", date(2017, 2, 9), "Data not reliable enough to show change."),
    (13, "not_yet_seen", date(2017, 2, 9), "Review reported; nothing changed yet."),
    (14, "some", date(2017, 1, 12), "Partner audits now reach the LSCB each quarter."),
    (15, "some", date(2017, 2, 9), "Supervision records of the first group: on time in nine of ten."),
)

# Workstream or none, title, cause, effect, response, owner, day recorded, inherent and target place;
# then each residual score: day, likelihood, impact, reason.
RISKS = (
    (
        6,
        "Agency social workers leave together",
        "Agency contracts end in the same quarter.",
        "Children change social worker and assessments stop.",
        "Stagger contracts; offer permanent posts.",
        "Director of Children's Services",
        date(2016, 7, 1),
        (4, 5),
        (2, 4),
        (
            (date(2016, 7, 1), 3, 3, "Contracts run to March."),
            (date(2017, 2, 6), 4, 4, "Five of eleven contracts end in March and two have given notice."),
        ),
    ),
    (
        8,
        "Partners do not agree the threshold",
        "Partners read the law differently.",
        "Children wait at the front door or are assessed needlessly.",
        "Joint sign-off; escalate to chief officers.",
        "Head of Safeguarding, Hampshire",
        date(2016, 7, 14),
        (4, 4),
        (2, 3),
        (
            (date(2016, 7, 14), 3, 4, "First round of comments is good."),
            (date(2017, 1, 30), 4, 4, "The date has moved twice."),
        ),
    ),
    (
        12,
        "The board decides on wrong figures",
        "Weekly lists differ from the case system.",
        "Effort goes to the wrong place and worsening is missed.",
        "Supplier's fix; audit of 20 cases.",
        "Performance Manager",
        date(2016, 7, 6),
        (5, 4),
        (2, 3),
        (
            (date(2016, 7, 6), 4, 4, "Differences are known but not explained."),
            (date(2016, 12, 5), 3, 4, "The largest difference is explained."),
        ),
    ),
    (
        3,
        "Children are lost sight of in the integrated organisation",
        "The business case is about adults.",
        "Day to day work with children loses managers and money.",
        "Children's chapter; Commissioner attends.",
        "Director of Adult Services",
        date(2016, 9, 30),
        (3, 5),
        (2, 3),
        ((date(2016, 9, 30), 3, 3, "Chapter promised."), (date(2017, 1, 27), 3, 4, "Chapter delayed by two months.")),
    ),
    (
        11,
        "Too few foster homes in Torbay",
        "Few carers are recruited and some retire.",
        "More children live far from home.",
        "Recruitment campaign; retender of placements.",
        "Head of Fostering",
        date(2016, 8, 31),
        (4, 4),
        (3, 3),
        ((date(2016, 8, 31), 3, 4, "Campaign starts in October."),),
    ),
    (
        None,
        "Hampshire's own services suffer",
        "The same managers do both.",
        "Decisions in Hampshire are late.",
        "Limit on each officer's share of days; cover agreed.",
        "Director of Children's Services, Hampshire",
        date(2016, 6, 10),
        (3, 4),
        (1, 4),
        ((date(2016, 6, 10), 2, 4, "Cover agreed for each officer."), (date(2016, 11, 10), 1, 4, "No sign of it.")),
    ),
    (
        None,
        "The programme ends before change is secure",
        "Twelve months is short for practice to change.",
        "Services slip back as after 2013.",
        "Plan for succession; ask for an extension in good time.",
        "Commissioner",
        date(2016, 10, 6),
        (4, 5),
        (2, 4),
        ((date(2016, 10, 6), 3, 4, "Too early to judge."),),
    ),
)

# Changes of a risk: (number, recorded, response, owner, workstream, reason)
RISK_CHANGES = (
    (
        2,
        date(2017, 1, 30),
        "Joint sign-off meeting before 17 March; chief officers decide what is left open.",
        "Commissioner",
        8,
        "Two rounds of comments brought no agreement, so the chief officers take it up.",
    ),
    (
        5,
        date(2016, 12, 5),
        "Second recruitment campaign from April; retender of placements; fees compared with neighbours.",
        "Head of Placements, Hampshire",
        11,
        "The first campaign brought four households, against nine planned.",
    ),
)
