"""The invented board: six meetings from May 2016 to February 2017, what came of them, and the next one planned."""

from datetime import date, time, timedelta

from django.core.files.base import ContentFile
from django.utils.text import slugify

from commissioner.actions import action_log, agenda, challenges, decisions, meetings, packs
from commissioner.actions import board as board_actions

TERMS = {
    "purpose": "To oversee the improvement of children’s services in Torbay, to hold those who lead it to account, and "
    "to tell the Minister through the Commissioner how it goes.",
    "cadence": "About every six weeks",
    "quorum": 3,
    "standing": "decides",
    "escalation": "What the board cannot settle goes to the Commissioner, who may take it to the Department.",
}
# (short name of a person or None, name, organisation, post, role, from, until)
SEATS = (
    ("commissioner", "", "Hampshire County Council", "Commissioner", "chair", date(2016, 5, 25), None),
    ("board", "", "NHS Torbay", "Member for health", "member", date(2016, 5, 25), None),
    (None, "Chief Executive", "Torbay Council", "Chief Executive", "member", date(2016, 5, 25), None),
    (None, "Lead member for children", "Torbay Council", "Lead member", "member", date(2016, 5, 25), None),
    (None, "Area Commander", "Police", "Area Commander", "member", date(2016, 7, 1), None),
    (None, "Interim Director of Children’s Services", "Torbay Council", "Interim Director of Children’s Services",
     "in_attendance", date(2016, 5, 25), date(2016, 9, 30)),
    (None, "Director of Children’s Services", "Torbay Council", "Director of Children’s Services", "in_attendance",
     date(2016, 10, 1), None),
    ("director", "", "Hampshire County Council", "Director of the programme", "in_attendance", date(2016, 5, 25), None),
    ("lead", "", "Torbay Council", "Action lead", "in_attendance", date(2016, 5, 25), None),
)  # fmt: skip
HELD = (date(2016, 5, 31), date(2016, 7, 7), date(2016, 9, 15), date(2016, 11, 10), date(2017, 1, 12), date(2017, 2, 9))
NEXT = date(2017, 3, 9)
WITH_PACK = HELD[-2:]
PLACE = "Town Hall, Torquay"

USUAL = (
    ("Minutes and actions of the last meeting", 10, "Board secretary", "note", ""),
    ("Progress of the workstreams", 40, "Director of the programme", "discuss", ""),
)
# By meeting: items beside the usual (title, minutes, who brings it, purpose, decision sought).
ITEMS = {
    HELD[0]: [("Terms of reference", 20, "Commissioner", "decide", "To adopt the terms of reference.")],
    HELD[1]: [("Front door: where referrals wait", 30, "Director of the programme", "discuss", "")],
    HELD[2]: [
        ("Threshold document", 30, "Director of the programme", "decide", "To set a day for the joint document."),
        ("Interim management", 20, "Chief Executive", "discuss", ""),
    ],
    HELD[3]: [("Statistics for 2015/16", 25, "Analyst", "note", "")],
    HELD[4]: [
        ("Threshold document, again", 25, "Director of the programme", "decide",
         "To accept the new date, with weekly reports until then."),
        ("Repeat child protection plans", 20, "Analyst", "discuss", ""),
    ],
    HELD[5]: [
        ("Findings without a workstream", 30, "Director of the programme", "decide",
         "To say which workstreams answer findings F9 to F13."),
        ("Supervision: what improved", 15, "Action lead", "note", ""),
    ],
    NEXT: [
        ("Threshold document: sign-off", 25, "Director of the programme", "decide", "To sign off the joint document."),
        ("Children who go missing", 25, "Area Commander", "decide", "To agree who calls each child within a day."),
        ("Baseline for the peer review", 20, "Director of the programme", "note", ""),
    ],
}  # fmt: skip
DECISIONS = {
    HELD[0]: [("The board adopts its terms of reference.", "The draft of 25 May 2016.", "")],
    HELD[2]: [
        (
            "The joint threshold document is signed by all partners by 30 November 2016.",
            "The paper on the front door.",
            "",
        )
    ],
    HELD[4]: [
        (
            "The date of the threshold document moves to 31 January 2017, with a report each week until then.",
            "Two of four partners have signed.",
            "The Area Commander would have kept the earlier date.",
        )
    ],
    HELD[5]: [
        ("Findings F9 to F13 get a workstream by the next meeting.", "The coverage of findings in the pack.", "")
    ],
}
# (meeting, text, short name of the owner or their post, due, workstream, what came of it: (step, on, text, date))
ACTIONS = (
    (HELD[0], "Name the lead of every workstream.", "director", date(2016, 6, 30), None,
     [("done", date(2016, 6, 28), "All sixteen are named.", None), ("close", HELD[1], "The list was seen.", None)]),
    (HELD[1], "Count the referrals that wait longer than a day, each week.", "lead", date(2016, 8, 31), 8,
     [("redate", date(2016, 8, 30), "The count needs a report from the case system.", date(2016, 10, 14)),
      ("done", date(2016, 10, 12), "The report runs each Monday.", None),
      ("close", HELD[3], "Six weeks of figures were seen.", None)]),
    (HELD[2], "Bring the joint threshold document to all partners.", "director", date(2016, 11, 30), 8,
     [("redate", date(2016, 11, 28), "The police asked for another reading.", date(2017, 1, 31)),
      ("redate", date(2017, 2, 1), "Two partners have still to sign.", date(2017, 3, 17))]),
    (HELD[2], "Set out how interim managers hand over.", "Chief Executive", date(2016, 10, 31), 6,
     [("done", date(2016, 10, 28), "Each has a written handover.", None), ("close", HELD[3], "Agreed.", None)]),
    (HELD[3], "Say what stands behind the rise in repeat plans.", "analyst", date(2016, 12, 16), None,
     [("done", date(2017, 1, 5), "A paper is there.", None), ("close", HELD[4], "The paper was discussed.", None)]),
    (HELD[4], "Report each week how many partners have signed the threshold document.", "lead", date(2017, 1, 20), 8,
     [("done", date(2017, 2, 3), "Sent on each Friday.", None)]),
    (HELD[4], "Audit twenty repeat plans.", "director", date(2017, 2, 17), None, []),
    (HELD[5], "Propose workstreams for findings F9 to F13.", "director", date(2017, 3, 2), None, []),
    (HELD[5], "Tell the board how often supervision is recorded late.", "lead", date(2017, 3, 3), 15, []),
)  # fmt: skip
# (asked by, on, question, (kind, number) it is about, for the meeting, then steps (move, who, on, text, due))
CHALLENGES = (
    ("board", date(2016, 9, 12), "Why do referrals from schools wait longest?", ("workstream", 8), HELD[2],
     [("assign", "secretary", date(2016, 9, 13), "lead", date(2016, 9, 30)),
      ("answer", "lead", date(2016, 9, 28), "They arrive on Friday afternoons. A second worker reads them now.", None),
      ("close", "board", date(2016, 10, 3), "Clear. Please show the waiting times by weekday.", None)]),
    ("board", date(2017, 1, 9), "Workstream 12 has been off track for months. What would the board see if it were not?",
     ("workstream", 12), HELD[4],
     [("assign", "secretary", date(2017, 1, 13), "officer2", date(2017, 2, 3)),
      ("answer", "officer2", date(2017, 2, 2), "One set of figures, by the tenth of each month, that the case system "
       "and the report agree on.", None),
      ("return", "board", date(2017, 2, 9), "By when? The answer names no day.", None)]),
    ("commissioner", date(2017, 2, 20), "Which of the sixteen would we stop if we had to stop one?", None, NEXT, []),
)  # fmt: skip
ABSENT = {HELD[1]: "Chief Executive", HELD[3]: "Lead member for children"}
DEPUTY = {HELD[4]: ("Area Commander", "Deputy Area Commander")}


def tell_board(programme, people):
    """Set the board up and let it meet, as far as it had by the end of February 2017."""
    start = programme.starts_on
    board = board_actions.set_up_board(
        programme=programme, name="Children’s Improvement Board", by=people["secretary"], on=start, **TERMS
    )
    for short, name, organisation, post, role, starts_on, ends_on in SEATS:
        facts = {"organisation": organisation, "post": post, "role": role, "starts_on": starts_on}
        seat = board_actions.add_member(
            board=board, user=people.get(short), name=name, by=people["secretary"], on=min(starts_on, HELD[0]), **facts
        )
        if ends_on:
            board_actions.end_membership(
                membership=seat, ends_on=ends_on, version=seat.version, by=people["secretary"], on=ends_on
            )
    told = _Told(programme, board, people)
    for meets_on in HELD:
        told.meet(meets_on)
    told.plan(NEXT, on=HELD[-1])
    told.settle_rest()


class _Told:
    """The course of the board, one meeting after another."""

    def __init__(self, programme, board, people):
        self.programme, self.board, self.people = programme, board, people
        self.by = people["secretary"]
        self.before = None
        self.actions = {}
        self.done = set()

    def plan(self, meets_on, on):
        meeting = meetings.plan_meeting(
            board=self.board, meets_on=meets_on, starts_at=time(10), place=PLACE, by=self.by, on=on
        )
        for title, minutes, owner, purpose, sought in (*USUAL, *ITEMS[meets_on]):
            item = agenda.add_item(
                meeting=meeting,
                title=title,
                minutes_long=minutes,
                owner_post=owner,
                purpose=purpose,
                decision_sought=sought,
                by=self.by,
                on=on,
            )
            if sought:
                text = f"{title}\n\n{sought}\n\nInvented for the demonstration.\n"
                paper = ContentFile(text.encode(), name=f"{slugify(title)}.txt")
                agenda.add_paper(item=item, title=title, file=paper, by=self.by, on=on)
        return meeting

    def meet(self, meets_on):
        """Plan a meeting, hold it, and write down what came of it. It agrees the minutes of the one before."""
        self._tell_until(meets_on - timedelta(days=1))
        planned = self.before.meets_on if self.before else self.programme.starts_on
        meeting = self.plan(meets_on, on=planned)
        meeting.refresh_from_db()
        issued = max(meets_on - timedelta(days=7), planned)
        # The board's first packs are those of 2017: before, papers went out by themselves.
        issue = packs.issue_pack if meets_on in WITH_PACK else meetings.issue_papers
        issue(meeting=meeting, version=meeting.version, by=self.by, on=issued)
        self._attend(meeting)
        self._decide(meeting)
        self._tell_until(meets_on)
        self._minute(meeting)
        if self.before:
            self.before.refresh_from_db()
            meetings.agree_minutes(
                meeting=self.before, agreed_at=meeting, version=self.before.version, by=self.by, on=meets_on
            )
        self.before = meeting

    def _attend(self, meeting):
        day = meeting.meets_on
        presences = {}
        for seat in self.board.memberships.sitting_on(day).select_related("user"):
            presence, deputy = ("absent", "") if ABSENT.get(day) == str(seat) else ("present", "")
            if DEPUTY.get(day, ("", ""))[0] == str(seat):
                presence, deputy = "deputy", DEPUTY[day][1]
            presences[seat] = (presence, deputy)
        meetings.record_attendance(meeting=meeting, presences=presences, version=meeting.version, by=self.by, on=day)

    def _decide(self, meeting):
        deciding = meeting.items.filter(purpose="decide").first()
        for text, basis, dissent in DECISIONS.get(meeting.meets_on, []):
            decisions.record_decision(
                meeting=meeting,
                text=text,
                basis=basis,
                decided_by="The board",
                dissent=dissent,
                item=deciding,
                by=self.by,
                on=meeting.meets_on,
            )
        for place, (day, text, owner, due_on, workstream, _) in enumerate(ACTIONS):
            if day != meeting.meets_on:
                continue
            person = self.people.get(owner)
            self.actions[place] = action_log.record_action(
                meeting=meeting,
                text=text,
                owner=person,
                owner_name="" if person else owner,
                due_on=due_on,
                workstream=workstream and self.programme.workstreams.get(number=workstream),
                item=meeting.items.order_by("position")[1],
                by=self.by,
                on=day,
            )

    def _minute(self, meeting):
        meeting.refresh_from_db()
        texts = {item: _said(item) for item in meeting.items.order_by("position")}
        meetings.write_minutes(
            meeting=meeting, discussions=texts, version=meeting.version, by=self.by, on=meeting.meets_on
        )

    def _tell_until(self, day):
        """What came of the actions up to a day."""
        steps = [
            (step[1], place, number) for place, (*_, course) in enumerate(ACTIONS) for number, step in enumerate(course)
        ]
        for on, place, number in sorted(steps):
            if on <= day and place in self.actions and (place, number) not in self.done:
                self.done.add((place, number))
                self._step(self.actions[place], *ACTIONS[place][-1][number])

    def _step(self, action, step, on, text, due_on):
        action.refresh_from_db()
        facts = {"action": action, "reason": text, "version": action.version, "by": self.by, "on": on}
        if step == "redate":
            action_log.redate_action(due_on=due_on, **facts)
        elif step == "done":
            action_log.report_done(**facts)
        else:
            action_log.close_action(meeting=self.programme.meetings.get(meets_on=on), **facts)

    def settle_rest(self):
        self._tell_until(date(2017, 2, 28))
        for told in CHALLENGES:
            self._challenge(*told)

    def _challenge(self, short, on, question, *course):
        about, meets_on, steps = course
        named = {about[0]: self.programme.workstreams.get(number=about[1])} if about else {}
        challenge = challenges.ask(
            board=self.board,
            question=question,
            meeting=self.programme.meetings.get(meets_on=meets_on),
            by=self.people[short],
            on=on,
            **named,
        )
        for move, by, day, text, due_on in steps:
            challenge.refresh_from_db()
            facts = {"challenge": challenge, "version": challenge.version, "by": self.people[by], "on": day}
            if move == "assign":
                challenges.assign(assignee=self.people[text], due_on=due_on, **facts)
            else:
                {"answer": challenges.answer, "return": challenges.return_answer, "close": challenges.close}[move](
                    text=text, **facts
                )


def _said(item):
    if item.position == 1:
        return "The minutes of the last meeting were gone through and agreed. The actions were gone through one by one."
    if item.purpose == "decide":
        return "The paper was introduced. Members asked what would be different for children, and by when."
    return "The report was discussed. The board asked for the next one to say first what has not been done."
