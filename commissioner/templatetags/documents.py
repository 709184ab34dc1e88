from django import template

from commissioner.documents.printed import cell_text
from config.prose import blocks_of

register = template.Library()

register.simple_tag(cell_text)


@register.inclusion_tag("documents/prose.html")
def prose(text, level=3):
    """Plain structured text, its headings at a level of the page."""
    return {"shown": {"parts": blocks_of(text), "level": level}}
