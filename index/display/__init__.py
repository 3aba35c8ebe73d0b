"""Display: what a page shows of a hit, and which other queries it offers."""
