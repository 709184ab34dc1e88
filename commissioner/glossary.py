"""The words of the field and of the allowance, as the definitions page lists them."""

GLOSSARY = (
    ("Accrual", "What belongs to a year and is not settled in it: days earned and not claimed, claims not paid."),
    ("Agency social worker", "A social worker employed through an agency rather than by the council."),
    ("CAMHS", "Child and adolescent mental health services."),
    ("Child protection plan", "A plan for a child whom a conference found to be suffering, or likely to suffer, harm."),
    ("Children in need (CIN)", "Children whom the council must help under section 17 of the Children Act 1989."),
    ("Children looked after", "Children in the council's care; also written LAC."),
    ("Commissioner", "The person a Direction names to steer a council's improvement and to report to the Minister."),
    ("Children's Improvement Board (CIB)", "The board of all partners that oversees the improvement."),
    ("DCS", "Director of Children's Services, the officer answerable for them by law."),
    ("Delivery confidence", "How sure those who do the work are that it will be done as planned."),
    ("Direction", "An instruction of the Secretary of State that a council must follow."),
    ("Early help", "Help for families before problems need social care."),
    ("EET", "In education, employment or training."),
    ("Exception", "What is not going as planned, and so needs the board."),
    ("Enablers of improvement", "Seven things that let services improve, from strategy to use of resources."),
    ("Fact-check", "The time in which the council's officers say where the facts of a draft report are wrong."),
    ("Highlight report", "A short regular report on one workstream: what happened, what is next, what is in the way."),
    ("ICPC", "Initial child protection conference."),
    ("IRO", "Independent reviewing officer, who reviews the care plans of children looked after."),
    ("LADO", "The officer who handles allegations against people who work with children."),
    ("Lead member", "The councillor answerable for children's services."),
    ("LSCB", "Local Safeguarding Children Board."),
    ("MASH", "Multi-agency safeguarding hub, where referrals arrive and are weighed."),
    ("NFA", "No further action after a referral."),
    ("Limits", "Where a figure that does not really change usually stays. Trial limits rest on fewer than 12 figures."),
    ("Numerator and denominator", "The two counts behind a percentage or a rate: visits in time, of visits due."),
    ("Path to green", "What brings a workstream back on track, who does it and by when."),
    ("Published form", "A report without officers' names, days, claims and small numbers, for every reader."),
    ("Remittance", "One payment of the funder, which may pay several claims, in full or in part."),
    ("Polarity", "Which way is better for a measure: higher, lower, or neither."),
    ("Re-base", "To work limits out anew from a day on, for a recorded reason."),
    ("Re-referral", "A referral within 12 months of an earlier one about the same child."),
    ("s151 officer", "The council's chief finance officer."),
    ("s47 enquiry", "An enquiry into whether a child is suffering, or likely to suffer, significant harm."),
    ("SGO", "Special guardianship order."),
    ("Suppressed", "Withheld because so few children stand behind a figure that one might be known."),
    ("Special and common cause", "A change that has a reason of its own, and the ups and downs that always are."),
    ("Statistical neighbours", "Ten councils that a model finds most like one. It does not follow that it is theirs."),
    ("Stock and flow", "A count at a date, and a count over a time. The two are never added or compared."),
)

# Each word, what it means, and a worked example: 200 days entitled, 138 approved, 9 awaiting, 3 not submitted.
ALLOWANCE = (
    (
        "Entitled",
        "The days the allowance was first given, and every variation agreed since.",
        "190 days at first and 10 more agreed in October: 200 days entitled.",
    ),
    (
        "Logged",
        "Every day worked in the period, whatever its state, except days removed.",
        "138 approved, 9 awaiting approval and 3 not submitted: 150 days logged.",
    ),
    (
        "Not submitted",
        "Logged days that their officer has not yet submitted, or that were returned to them.",
        "2 days of this week and 1 day returned with a question: 3 days not submitted.",
    ),
    (
        "Awaiting approval",
        "Days submitted that nobody has approved or returned yet.",
        "Two officers submitted 4.5 days each last week: 9 days awaiting approval.",
    ),
    (
        "Approved",
        "Days approved by somebody who did not work them. Only approval uses up the allowance.",
        "138 days approved: 138 of 200 days are used, which is 69%.",
    ),
    (
        "Claimed",
        "Of the days approved, those on a claim that was submitted, less what a later claim gave back. Shown to those "
        "who may see claims.",
        "Three claims of 40 days each were submitted, and one day was given back: 119 days claimed of 138 approved.",
    ),
    (
        "Paid",
        "Of the days claimed, those on claims that are paid in full or come to nothing, whatever was paid of the "
        "others.",
        "The first two claims of 40 days are paid in full and the third in part: 80 days paid.",
    ),
    (
        "Left",
        "Entitled less approved. Days logged and not yet approved may still use some of it.",
        "200 entitled less 138 approved: 62 days left, of which 12 are logged already.",
    ),
    (
        "Beyond the allowance",
        "Logged beyond what is entitled: truly worked, and not payable until a variation is agreed.",
        "With 206 days logged of 200 entitled, 6 days would be beyond the allowance. With 150 logged, none are.",
    ),
    (
        "Forecast and its range",
        "Days logged so far, and then the pace of the last three whole months for each day of the calendar that is "
        "left. The range takes the slowest and the fastest of those months instead. All are rounded to half days. "
        "There is no forecast before the first whole month is over.",
        "42 days were logged in the 90 days of December to February, and 85 days of the calendar are left: "
        "150 + 42 ÷ 90 × 85 is 189.5 days by the end. At the pace of the slowest month, 12 days in the 31 of December, "
        "it is 183; at that of the fastest, 16 days in the 28 of February, 198.5.",
    ),
    (
        "Share of time",
        "Days of the calendar gone by, today included, of all the days of the period.",
        "280 of 365 days have gone by on 28 February 2017: 77% of the time, against 69% of the days.",
    ),
)

CLAIMS = (
    (
        "Claim",
        "What the funder is asked to pay for the approved days of a period. Each line is one day, at the rate of the "
        "day it was worked; net and VAT are rounded to the penny, half up, for each line, and only then added.",
        "Half a day at £333.33 is £166.665, so £166.67; VAT at 20% of that is £33.334, so £33.33. Two such lines are "
        "£333.34 net and £66.66 VAT: £400.00.",
    ),
    (
        "Certify",
        "To declare that a claim is right, by somebody other than whoever prepared it.",
        "A finance officer prepares February’s claim; the certifier certifies and submits it.",
    ),
    (
        "Adjustment",
        "A line that reverses a line of an earlier claim, with a reason. A submitted claim itself never changes.",
        "A day on TOR-0001 was another council’s: TOR-0004 carries it again with a minus sign.",
    ),
)

BOARD = (
    (
        "Quorum",
        "How many of the chair and members have to be there for the board to decide, by its terms on the day of the "
        "meeting. A deputy counts as the member they come for; people in attendance and observers do not count.",
        "The quorum is three. The chair, one member and one deputy came, and four people in attendance: three count,"
        " so the board could decide. Without the deputy it could not.",
    ),
    (
        "In attendance",
        "Somebody who comes to the meetings to report and to answer, and has no part in deciding. An observer only "
        "listens.",
        "The director of the programme is in attendance: they bring papers and take actions on, and the members "
        "decide.",
    ),
    (
        "Decision",
        "What a meeting with a quorum decided, on which basis, and who disagreed. Until the minutes are agreed it "
        "may be worded better, or withdrawn with a reason where it was recorded by mistake; from then on it stays, "
        "and only a later decision replaces it. Readers see decisions once the minutes are agreed.",
        "D4 moved a date to 31 January. D7 of a later meeting moved it to 17 March: D7 replaces D4, and both stay.",
    ),
    (
        "Action",
        "What a meeting asked somebody to do by a day. Overdue: the day is over, and its owner has not reported it "
        "done. Reported done: its owner says so. Closed: the board has seen it at a meeting.",
        "Due on 17 February and not reported done by 28 February: overdue. Reported done on 1 March: no longer "
        "overdue, and open until the board closes it.",
    ),
    (
        "Times moved",
        "How often an action was given a new date, each time with a reason. Its first date stays on record. A new "
        "owner is no new date.",
        "First due 30 November, moved to 31 January and to 17 March: moved twice.",
    ),
    (
        "Question",
        "What a member asks of the programme, and is owed an answer to. The secretary says who answers and by when, "
        "never whoever asked. Only who asked, or the chair, closes it; an answer that misses the point is returned, "
        "and the question is open again. Overdue: the day is over without an answer that stands.",
        "To be answered by 3 February, answered on 2 February and returned on 9 February: overdue since, until the "
        "next answer.",
    ),
    (
        "Forward plan",
        "The agendas of the meetings to come: what the board will look at, and when.",
        "An item put on the agenda of 9 March is in the forward plan until that meeting is held.",
    ),
)

REGISTERS = (
    (
        "Peer mentoring",
        "Not started: the day it starts is still to come. Under way: started and not reviewed. Reviewed: a day of the "
        "review is given. Review overdue: the day the review was due has passed without one.",
        "A pair started on 3 October, and its review was due on 17 February: on 28 February it is overdue.",
    ),
    (
        "Training sessions",
        "Planned: the date is today or later. Held: attendance is recorded. Attendance awaited: the date has passed "
        "and nobody has said who came. Places taken are those of the sessions held, and of no others.",
        "Two sessions of 16 places were held, with 16 and 14 people: 30 of 32 places were taken.",
    ),
    (
        "Policies and procedures",
        "Being written: not agreed yet. Agreed, not introduced: agreed, and not yet in use. Introduced: in use. Review "
        "overdue: the day its next review was due has passed, whatever else is true of it.",
        "A procedure introduced on 1 November with its review due on 20 February is overdue on 28 February.",
    ),
    (
        "IT systems",
        "Fit for purpose, fit in part or not fit, as the newest review found; not reviewed before the first. What is "
        "not fit as it is has its action.",
        "A case system whose weekly list is wrong is fit in part, until the supplier has mended it and it is reviewed "
        "again.",
    ),
    (
        "Peer review",
        "The provisional grade of each judgement area at the review against the one at the start: better, as at the "
        "start, or worse. Review awaited before there is one, and overdue when its day has passed.",
        "Requires improvement in June 2016 and good in February 2017 is better than at the start.",
    ),
)

SIGNALS = (
    (
        "Outside the limits",
        "The newest figure is above the upper limit or below the lower one.",
        "Usually between 79.5% and 92% of visits are in time; 76.2% in January is no chance.",
    ),
    (
        "A long run",
        "Seven figures or more in a row on one side of the average.",
        "Seven months below an average caseload of 17: the load has really come down.",
    ),
    (
        "A trend",
        "Six figures or more in a row, each above the one before, or each below. Two points are not a trend.",
        "Six months each with more agency workers than the last.",
    ),
    (
        "Two of three close to a limit",
        "Two of the last three figures in the outer third between the average and one limit, all three on that side.",
        "83%, 80% and 81% where the lower limit is 79% and the average 86%.",
    ),
    (
        "Improving, worsening or changed",
        "Where one way is better, a real change that way is improving and the other way worsening. Where neither is, "
        "it has changed, without a colour.",
        "More children looked after has changed: it is neither good nor bad in itself.",
    ),
    (
        "Passes, fails, hit and miss",
        "Against a target: passes where even the worse limit meets it, fails where even the better one misses it, and "
        "otherwise hit and miss.",
        "With limits of 79.5% and 92%, a target of 90% is met in some months by chance alone: hit and miss.",
    ),
    (
        "Yearly figures",
        "They get no limits: too few, too far apart. The newest is compared with the year before in words.",
        "14.6% in 2015/16, down 18.6 percentage points from 33.2% in 2014/15.",
    ),
)

CAPACITY = (
    "The days an officer logged in a month, over all programmes and in every state except removed, as a per cent of "
    "the working days of that month: Monday to Friday less England’s bank holidays, and in the month looked at only "
    "those up to the day looked at. Half days, weekends worked and days that do not count against the allowance are "
    "in it. An officer is over when the share is above the limit in the agreement’s terms.",
    "December 2016 had 20 working days, because 26 and 27 December were bank holidays. An officer who logged 6 days "
    "on one programme and 2.5 on another worked 8.5 of 20, which is 42.5%: over a limit of 40%.",
)
