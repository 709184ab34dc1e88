"""The colour of a workstream, over every combination of its three ratings, against a table written out by hand."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.brag import KEY, SEVERITY, WORST_FIRST, Brag, EvidenceStatus, Travel, brag, evidence_status, travel
from improvement.models.ratings import Delivery, Impact

IMPACTS = ["", "getting_worse", "not_yet_seen", "some", "sustained"]
EVIDENCE = ["none", "awaited", "some", "accepted"]

# One letter for each evidence status, in groups by impact: B blue, E amber E, G green, A amber, R red, – grey.
TABLE = """
             | not rated | worse | not seen | some | sustained
             |           |       |          |      |
no_report    | ––––      | –––– | –––– | –––– | ––––
not_started  | ––––      | –––– | –––– | –––– | ––––
on_track     | GGGG      | AAAA | GGGG | GGGG | GGGG
at_risk      | AAAA      | AAAA | AAAA | AAAA | AAAA
off_track    | RRRR      | RRRR | RRRR | RRRR | RRRR
complete     | EEEB      | AAAA | EEEB | EEEB | EEEB
"""


def expected_colours():
    for line in TABLE.strip().splitlines()[2:]:
        delivery, *groups = (cell.strip() for cell in line.split("|"))
        for impact, letters in zip(IMPACTS, groups, strict=True):
            for evidence, letter in zip(EVIDENCE, letters, strict=True):
                yield {"no_report": ""}.get(delivery, delivery), evidence, impact, letter


EVERY_COMBINATION = list(expected_colours())


@pytest.mark.parametrize(("delivery", "evidence", "impact", "letter"), EVERY_COMBINATION)
def test_brag_is_the_colour_of_the_table(delivery, evidence, impact, letter):
    assert brag(delivery, evidence, impact).letter == letter


def test_the_table_holds_every_combination():
    combinations = list(itertools.product(["", *Delivery.values], EvidenceStatus.values, ["", *Impact.values]))

    assert sorted(row[:3] for row in EVERY_COMBINATION) == sorted(combinations)


def test_brag_of_a_workstream_that_nobody_reported_on_is_grey():
    assert brag(None, "accepted", "sustained") == Brag.GREY


# Each line of the key as a reader would apply it, without the code.
RULES = {
    "grey": lambda delivery, evidence, impact: delivery in {"", "not_started"},
    "red": lambda delivery, evidence, impact: delivery == "off_track",
    "amber": lambda delivery, evidence, impact: delivery == "at_risk" or impact == "getting_worse",
    "green": lambda delivery, evidence, impact: delivery == "on_track",
    "blue": lambda delivery, evidence, impact: delivery == "complete" and evidence == "accepted",
    "amber-e": lambda delivery, evidence, impact: delivery == "complete" and evidence != "accepted",
}


@pytest.mark.parametrize(("delivery", "evidence", "impact", "letter"), EVERY_COMBINATION)
def test_the_first_line_of_the_key_that_is_true_gives_the_colour(delivery, evidence, impact, letter):
    first = next(colour for colour in KEY if RULES[colour.value](delivery, evidence, impact))

    assert first.letter == letter


def test_every_colour_has_its_words_its_place_and_a_letter_of_its_own():
    assert sorted(KEY) == sorted(WORST_FIRST) == sorted(Brag)
    assert sorted(colour.letter for colour in Brag) == ["A", "B", "E", "G", "R", "–"]


@pytest.mark.parametrize(
    ("attached", "accepted", "status"),
    [
        (0, 0, "none"),
        (1, 0, "awaited"),
        (3, 0, "awaited"),
        (1, 1, "accepted"),
        (3, 3, "accepted"),
        (2, 1, "some"),
        (3, 2, "some"),
    ],
)
def test_evidence_status_of_what_is_attached_and_accepted(attached, accepted, status):
    assert evidence_status(attached=attached, accepted=accepted) == status


@given(st.integers(0, 1000).flatmap(lambda attached: st.tuples(st.just(attached), st.integers(0, attached))))
def test_only_when_everything_attached_is_accepted_is_a_complete_workstream_blue(counts):
    attached, accepted = counts

    colour = brag("complete", evidence_status(attached=attached, accepted=accepted), "some")

    assert (colour == Brag.BLUE) == (attached == accepted and attached > 0)


@pytest.mark.parametrize(
    ("before", "now", "way"),
    [
        ("", "", "new"),
        ("", "off_track", "new"),
        ("on_track", "", "new"),
        ("on_track", "on_track", "same"),
        ("not_started", "on_track", "same"),
        ("on_track", "at_risk", "worse"),
        ("at_risk", "off_track", "worse"),
        ("complete", "on_track", "worse"),
        ("off_track", "at_risk", "better"),
        ("off_track", "complete", "better"),
        ("at_risk", "not_started", "better"),
    ],
)
def test_travel_is_the_way_delivery_moved(before, now, way):
    assert travel(now, before) == way


@given(st.sampled_from(Delivery.values), st.sampled_from(Delivery.values))
def test_travel_back_is_the_other_way(one, other):
    back = {Travel.BETTER: Travel.WORSE, Travel.WORSE: Travel.BETTER, Travel.SAME: Travel.SAME}

    assert travel(one, other) == back[travel(other, one)]


def test_every_delivery_has_a_severity_and_every_way_an_arrow():
    assert sorted(SEVERITY) == sorted(Delivery)
    assert {way.value: way.arrow for way in Travel} == {"better": "↑", "same": "→", "worse": "↓", "new": "→"}
