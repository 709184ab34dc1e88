"""Charts: one Vega-Lite specification, drawn as SVG at an address that carries the digest of what it shows."""

import hashlib
import json
import re
from dataclasses import dataclass

import vl_convert
from django.core.cache import cache
from django.http import Http404, HttpResponse

FONT = "Arial, Liberation Sans, sans-serif"
YEAR_SECONDS = 365 * 24 * 60 * 60
# Browsers keep a picture for a year; the cache, which may share its memory with the broker, for a week.
KEPT_SECONDS = 7 * 24 * 60 * 60
_DIGEST = re.compile(r"[0-9a-f]{24}")

CONFIG = {
    "font": FONT,
    "background": "white",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "labelColor": "#0b0c0c",
        "titleColor": "#0b0c0c",
        "domainColor": "#505a5f",
        "gridColor": "#e3e6e8",
        "tickColor": "#505a5f",
    },
    "legend": {"labelFontSize": 13, "titleFontSize": 13, "labelColor": "#0b0c0c", "titleColor": "#0b0c0c"},
}


@dataclass(frozen=True)
class Chart:
    """A picture and its words: a Vega-Lite specification, its size in pixels, and what it says to who cannot see it."""

    specification: dict
    width: int
    height: int
    alt: str

    @property
    def digest(self):
        """The first 24 hexadecimal digits of the SHA-256 of what is drawn: the same figures, the same address."""
        text = json.dumps([self.specification, self.width, self.height, CONFIG], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:24]

    def svg(self):
        """The picture as SVG text, drawn once for each digest in a week."""
        return cache.get_or_set(_kept_as(self.digest), self._draw, timeout=KEPT_SECONDS)

    def _draw(self):
        whole = {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "width": self.width,
            "height": self.height,
            "autosize": {"type": "fit", "contains": "padding"},
            "config": CONFIG,
            **self.specification,
        }
        return vl_convert.vegalite_to_svg(json.loads(json.dumps(whole, default=str)))


def _kept_as(digest):
    return f"chart:{digest}"


def chart_response(make, digest, *, seen_by):
    """The Chart that `make()` gives, as an image. Raises Http404 where it gives None.

    `seen_by` names all who may see the same: what one of them was shown under this digest the others are shown, without
    its figures being read again. Kept by the browser for ever; a digest nobody was shown yet, after its figures moved
    on, is answered with those of now, and that is not kept.
    """
    picture, shown = _kept_as(digest), f"chart-shown:{seen_by}:{digest}"
    kept = cache.get_many([picture, shown]) if _DIGEST.fullmatch(digest) else {}
    if len(kept) == 2:
        return _response(kept[picture], is_current=True)
    chart = make()
    if chart is None:
        raise Http404
    svg, is_current = chart.svg(), digest == chart.digest
    if is_current:
        cache.set(shown, True, timeout=KEPT_SECONDS)
    return _response(svg, is_current=is_current)


def _response(svg, *, is_current):
    response = HttpResponse(svg, content_type="image/svg+xml")
    if is_current:
        response["Cache-Control"] = f"private, max-age={YEAR_SECONDS}, immutable"
    else:
        response["Cache-Control"] = "private, no-store"
    # Opened by itself, the picture may run and fetch nothing; its own styles are what it is drawn with.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response
