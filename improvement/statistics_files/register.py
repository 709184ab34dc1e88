"""The councils with children's services in England, their region and country, by the codes that files use.

Source: Department for Education, "explore education statistics", columns region_code, old_la_code and new_la_code of
the releases of 2013 to 2025 on children's social care; ONS codes of councils that were recoded stand beside the newest.
"""

import csv
from functools import cache
from pathlib import Path

from improvement.models import Authority
from improvement.models.authority import Level


@cache
def _rows():
    with (Path(__file__).parent / "authorities.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def by_ons_code():
    """{ONS code: facts of an Authority}: for a council that was recoded, the newest code's."""
    newest = {row["dfe_code"]: row for row in _rows() if row["level"] == Level.AUTHORITY}
    return {row["ons_code"]: newest.get(row["dfe_code"], row) for row in _rows()}


@cache
def by_dfe_code():
    return {row["dfe_code"]: row for row in by_ons_code().values() if row["dfe_code"]}


@cache
def by_name():
    return {row["name"].casefold(): row for row in by_ons_code().values()}


class AuthoritiesNamed:
    """Authorities as files name them, each found once; those the database lacks are new, and unsaved.

    A council is recognised by its number, which stays when its ONS code changes.
    """

    def __init__(self):
        known = list(Authority.objects.all())
        self._by_ons = {authority.ons_code: authority for authority in known}
        self._by_dfe = {authority.dfe_code: authority for authority in known if authority.dfe_code}
        self._by_name = {authority.name.casefold(): authority for authority in known}
        self.new = []

    def with_codes(self, ons_code, dfe_code):
        """The authority of a row of published statistics, or none where the register knows no such pair."""
        row = by_dfe_code().get(dfe_code) if dfe_code else by_ons_code().get(ons_code)
        known = (self._by_dfe.get(dfe_code) if dfe_code else None) or self._by_ons.get(ons_code)
        if dfe_code and ons_code and (row is None or by_ons_code().get(ons_code) is not row):
            # Not a pair of the register: only one that was recorded here as it stands.
            return known if known and (known.ons_code, known.dfe_code) == (ons_code, dfe_code) else None
        return known or self._made(row)

    def named(self, text):
        """The authority that people mean by a name or a code, or none."""
        key = text.casefold().strip()
        found = self._by_name.get(key) or self._by_dfe.get(text) or self._by_ons.get(text.upper())
        row = by_name().get(key) or by_dfe_code().get(text) or by_ons_code().get(text.upper())
        return found or self._made(row)

    def _made(self, row):
        if row is None:
            return None
        if row["dfe_code"] in self._by_dfe:
            return self._by_dfe[row["dfe_code"]]
        authority = Authority(**row)
        self._by_ons[row["ons_code"]] = self._by_name[row["name"].casefold()] = authority
        if row["dfe_code"]:
            self._by_dfe[row["dfe_code"]] = authority
        self.new.append(authority)
        return authority
