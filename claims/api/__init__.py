"""Days, the allowance and the agreement over the API: the same actions and permissions as the pages."""
