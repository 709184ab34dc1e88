from django import template

from commissioner.documents.printed import cell_text

register = template.Library()

register.simple_tag(cell_text)
