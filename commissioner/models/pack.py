"""Board packs as they were issued: what the board saw before a meeting, never changed by anything that came after."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioner.models.meeting import Meeting
from config.constraints import CODE, LINE, PROSE, text_limits
from config.records import ProseField, Recorded, somebody_said_so
from improvement.models import Programme


class Pack(Recorded):
    """One version of the pack of a meeting. What was wrong in one is put right by the next, with a note."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="packs")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField("Version", editable=False)
    since = models.DateField(editable=False, help_text="The day from which its changes are told")
    note = ProseField("What this version puts right", blank=True)
    written_by = models.CharField(max_length=LINE, editable=False, help_text="The edition that made its files")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="commissioner_pack_version_once",
                violation_error_message="This version of the pack was issued already.",
            ),
            models.CheckConstraint(
                condition=Q(number=1, note="") | (Q(number__gt=1) & ~Q(note="")),
                name="commissioner_pack_note_from_the_second",
                violation_error_message="Say what this version puts right.",
            ),
            text_limits("commissioner_pack", note=PROSE, written_by=LINE, source=LINE),
            somebody_said_so("commissioner_pack"),
        ]

    def __str__(self):
        version = f", version {self.number}" if self.number > 1 else ""
        return f"Pack for {self.meeting.meets_on:%-d %B %Y}{version}"

    def address(self, name="pack-detail", *args):
        return reverse(
            f"board:{name}", args=[self.programme.slug, self.meeting.meets_on.isoformat(), self.number, *args]
        )

    def get_absolute_url(self):
        return self.address()


class PackFile(models.Model):
    """A file of a pack: the bytes themselves, so that the database keeps them unchanged."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="files")
    is_reduced = models.BooleanField(help_text="Whether it is of the form for readers outside the board")
    name = models.CharField(max_length=CODE)
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "is_reduced", "name"], name="commissioner_packfile_once"),
            models.CheckConstraint(condition=Q(sha256__length=64), name="commissioner_packfile_has_its_digest"),
            text_limits("commissioner_packfile", name=CODE),
        ]

    def __str__(self):
        return f"{self.name} of {self.pack}"

    @property
    def told_name(self):
        """How the audit trail names it."""
        return f"reduced/{self.name}" if self.is_reduced else self.name
