"""Where the open risks stand: likelihood up, impact across."""

from dataclasses import dataclass

from improvement.models.programme import RiskBand


@dataclass(frozen=True)
class Cell:
    likelihood: int
    impact: int
    band: RiskBand
    risks: tuple

    @property
    def score(self):
        return self.likelihood * self.impact


def risk_matrix(programme, risks):
    """Rows of cells, the highest likelihood first, each with the risks whose newest residual score is there.

    `risks` comes from risks_on(); one query.
    """
    placed = {}
    for risk in risks.order_by("number"):
        placed.setdefault((risk.residual_likelihood, risk.residual_impact), []).append(risk)
    steps = range(1, programme.risk_scale + 1)
    return [
        [
            Cell(
                likelihood,
                impact,
                programme.risk_band(likelihood * impact),
                tuple(placed.get((likelihood, impact), ())),
            )
            for impact in steps
        ]
        for likelihood in reversed(steps)
    ]
