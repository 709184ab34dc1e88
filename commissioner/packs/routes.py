"""Where a pack is read."""


def pack_route(page):
    """The name of a pack's page for the person of a ProgrammePage: the whole pack for those who see the board."""
    return "board:pack-detail" if "board.view" in page.can else "board:pack-reduced"
