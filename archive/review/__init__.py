"""Review: what in an archive needs a decision, each with the command that settles it."""
