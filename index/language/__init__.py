"""Vietnamese: spelling, syllables, tokens, collation, dates as people write them."""
