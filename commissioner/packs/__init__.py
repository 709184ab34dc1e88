"""The pack of a meeting: everything a member reads before it, in one document that is frozen when it is issued."""
