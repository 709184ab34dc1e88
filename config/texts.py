"""Texts that a step is told beside its record: a reason, a query, an answer."""

import unicodedata

from django.core.exceptions import ValidationError

from config.constraints import PROSE
from config.personal_data import refuse_personal_identifiers


def checked_text(text, field, otherwise):
    """The text without space around it. Raises ValidationError by field where it is missing, or may not be kept."""
    text = text.strip()
    try:
        if not any(character.isprintable() and not character.isspace() for character in text):
            raise ValidationError(otherwise)
        if len(text) > PROSE:
            raise ValidationError(f"The {field} is too long: shorten it to {PROSE:,} characters.")
        if any(unicodedata.category(character) == "Cc" and character not in "\r\n\t" for character in text):
            raise ValidationError(f"The {field} holds characters that cannot be shown. Type it again.")
        refuse_personal_identifiers(text)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from None
    return text
