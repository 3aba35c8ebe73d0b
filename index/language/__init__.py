"""The Vietnamese language: spelling, syllables, tokens, collation and dates."""
