"""A sheet of days, by its headings."""

from config.columns import Layout

HEADINGS = ("Date", "Days", "Workstream", "Kind", "Note")
EXAMPLE = "Example: write over this row"

# Beside a column Date, a column Day holds its weekday.
DAY_SHEET = Layout(
    columns={
        "worked_on": ("date", "day worked", "date worked", "worked on", "date of work", "day"),
        "days": ("days", "how much", "amount", "number of days", "no of days", "day or half", "length", "time"),
        "workstream": ("workstream", "work stream", "workstream number", "workstream no", "ws", "project"),
        "kind": ("kind", "kind of day", "type", "type of day", "where", "location"),
        "note": ("note", "notes", "comment", "comments", "description", "details"),
        "officer": ("officer", "name", "officer name", "who", "email"),
    },
    needed={"worked_on": "Date", "days": "Days", "workstream": "Workstream"},
    hint="Columns are known by their headings: Date, Days and Workstream, and if you like Kind and Note.",
)
