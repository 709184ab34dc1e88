"""What the board saw can be proved years later: the database itself refuses to change a pack or its files."""

from django.db import migrations

from config.frozen import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("commissioner", "0004_packs_of_meetings")]

    operations = [
        refuse_changes("commissioner_pack", "an issued pack is never changed or deleted", unique=["meeting_id", "number"]),
        refuse_changes(
            "commissioner_packfile",
            "the files of an issued pack are never changed or deleted",
            unique=["pack_id", "is_reduced", "name"],
        ),
    ]
