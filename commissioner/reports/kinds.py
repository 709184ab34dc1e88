"""The sections of a report to the Minister, in the order in which it is read, and what each asks of its author."""

from dataclasses import dataclass

from django.db import models


class SectionKind(models.TextChoices):
    VERDICT = "verdict", "Verdict"
    PROGRESS = "progress", "Progress by judgement area"
    ASKED = "asked", "Progress against the last report’s recommendations"
    ENABLERS = "enablers", "The seven enablers of improvement"
    WELL = "well", "What went well"
    RISKS = "risks", "What is at risk, and the path to green"
    OUTCOMES = "outcomes", "Outcomes for children"
    DAYS = "days", "Days of the allowance"
    MONEY = "money", "Claims"
    DECISIONS = "decisions", "Decisions asked of the Minister"
    RECOMMENDATION = "recommendation", "Recommendation"


class Recommend(models.TextChoices):
    """What the Commissioner recommends to the Minister."""

    CONTINUE = "continue", "Continue the programme as it is"
    STEP_DOWN = "step_down", "Step down"
    ESCALATE = "escalate", "Escalate"
    ALTERNATIVE = "alternative", "Consider an alternative way to deliver the services"


@dataclass(frozen=True)
class About:
    """What a section is for; whether it may stay empty; who may see it; whether the published form has it."""

    help: str
    is_required: bool = False
    needs: str = ""
    is_published: bool = True


# Source: "Action research into improvement in local children's services" (Isos Partnership for the Local Government
# Association, 2016): seven enablers of improvement.
ENABLERS = (
    "Strategic approach",
    "Leadership and governance",
    "Engaging and supporting the workforce",
    "Engaging partners",
    "Building the supporting apparatus",
    "Fostering innovation",
    "Judicious use of resources",
)

SECTIONS = {
    SectionKind.VERDICT: About("In a few sentences: is it getting better for children, and how sure are you?", True),
    SectionKind.PROGRESS: About("Take the judgement areas in turn: what has changed, and what shows it.", True),
    SectionKind.ASKED: About("What came of what was recommended last time, beside the rating of each."),
    SectionKind.ENABLERS: About("Optional: the same progress in a second order. Headings left empty are not printed."),
    SectionKind.WELL: About("What worked, and why it will last.", True),
    SectionKind.RISKS: About("What may go wrong, what brings it back to green, who does it and by when.", True),
    SectionKind.OUTCOMES: About("What the figures say of children’s lives, beyond the figures.", True),
    SectionKind.DAYS: About("Whether the days are well spent.", needs="allowance.view", is_published=False),
    SectionKind.MONEY: About("What the Minister should know of the claims.", needs="claim.view", is_published=False),
    SectionKind.DECISIONS: About("Each decision in a point of a list, and by when. Say so if none is asked.", True),
    SectionKind.RECOMMENDATION: About("Why this is recommended, and what would change your mind.", True),
}

CHECKED = [(kind.value, kind.label) for kind in SECTIONS if not SECTIONS[kind].needs]
"""The sections whose facts the supported authority checks, as choices: not those it may not see."""

FULL_CAN = frozenset(
    {
        "programme.view",
        "plan.view",
        "evidence.view",
        "risk.view",
        "indicator.view",
        "small_numbers.view",
        "board.view",
        "decision.view",
        "allowance.view",
        "claim.view",
    }
)
"""What the Minister is told."""
