"""The position and the board over the API: the same actions and permissions as the pages."""
