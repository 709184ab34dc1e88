from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def here(context, name, *args, **asked):
    """The address of a page of the programme being looked at, on the day being looked at.

    {% here "improvement:risk-detail" risk.number %}, or a list narrowed: {% here "improvement:risk-list" band=10 %}
    """
    return context["request"].page.url(name, *args, **asked)


@register.filter
def get(mapping, key):
    """The value of a key that is itself a variable."""
    return mapping[key]


@register.filter
def options(groups):
    """The options of a choice from a list: one of officers has many, and a template's step for each takes long."""
    return format_html_join("", "{}", ((_group(name, _drawn(choices)),) for name, choices, _ in groups))


def _group(name, drawn):
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, drawn) if name else drawn


def _drawn(choices):
    chosen = mark_safe(" selected")
    told = ((option["value"], chosen if option["selected"] else "", option["label"]) for option in choices)
    return format_html_join("", '\n  <option value="{}"{}>{}</option>', told)
