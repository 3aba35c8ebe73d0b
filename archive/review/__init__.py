"""Review: what in an archive wants a decision, each with the command that settles it."""
