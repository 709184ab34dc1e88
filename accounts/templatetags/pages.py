from django import template

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
