"""The files of a pack, in full and reduced, from one gathering of its facts."""

from dataclasses import dataclass

from commissioner.api.position import HeadlineSerializer, PositionSerializer
from commissioner.documents.files import MadeFile, made_files
from commissioner.packs.facts import for_readers
from commissioner.packs.sections import FOR_READERS, FOR_THE_BOARD, pack_document


@dataclass(frozen=True)
class PackFileMade:
    is_reduced: bool
    made: MadeFile


def picture_address(pack, *, is_reduced):
    """A function that gives the address of a Picture of a frozen pack."""
    route = "pack-reduced-file" if is_reduced else "pack-file"
    return lambda picture: pack.address(route, f"{picture.digest}.svg")


def pack_files(pack, facts):
    """Yield the PackFileMade of a Pack that is about to be issued, from its PackFacts."""
    for is_reduced, can, seen in ((False, FOR_THE_BOARD, facts), (True, FOR_READERS, for_readers(facts))):
        document = pack_document(seen, can=can, number=pack.number, note=pack.note)
        serializer = HeadlineSerializer if is_reduced else PositionSerializer
        beside = {"position": serializer(seen.now, context={"can": can}).data}
        pictures = {drawn.chart.digest: drawn.chart.svg() for drawn in seen.charts.values()}
        for made in made_files(document, pictures, picture_address(pack, is_reduced=is_reduced), beside=beside):
            yield PackFileMade(is_reduced, made)
