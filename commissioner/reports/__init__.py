"""Reports to the Minister: when each is due, what a draft holds and lacks, and how it is frozen, sent and proved."""
