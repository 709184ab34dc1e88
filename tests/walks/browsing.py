"""Going from page to page as a person does: on to the next only when it is there."""


def follow(link_or_button):
    """Press what leads to another page, and wait until that page has loaded.

    A bare click returns as soon as the browser turns to the new address, when nothing of the page need be there yet.
    """
    with link_or_button.page.expect_navigation(wait_until="load"):
        link_or_button.click()
