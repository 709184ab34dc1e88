"""The plan, findings, risks and direction over the API: the same actions and permissions as the pages."""
