"""The judgements of one inspection as its report lays them out."""


def in_report_order(judgements):
    """The overall judgement first, then each area followed by its graded parts."""
    judgements = sorted(judgements, key=lambda j: (not j.is_overall, j.position, j.pk))
    areas = [j for j in judgements if j.part_of_id is None]
    return [j for area in areas for j in (area, *(part for part in judgements if part.part_of_id == area.pk))]
