"""What a page says to a person: its words, its messages, and what is wrong by field."""

import html
import re

from django.contrib.messages import get_messages


def text_of(response):
    """The words of a page as they are read, without its markup."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def lines_of(response):
    """The lines of a CSV, headings first."""
    return b"".join(response).decode("utf-8-sig").splitlines()


def errors_of(response):
    """{field: its sentences} of the form on the page; those of no field stand under __all__."""
    return {field: list(found) for field, found in response.context["form"].errors.items()}


def links_of(response, *, below="/own/board/"):
    """The last parts of the addresses in the main part of a page that lead to steps, each once, in order."""
    main = response.content.decode().split("<main", 1)[1]
    return list(dict.fromkeys(re.findall(rf'(?:href|action)="{below}([^"#]*)"', main)))


def date_typed(name, day, month, year):
    """A date as its three boxes send it."""
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}
