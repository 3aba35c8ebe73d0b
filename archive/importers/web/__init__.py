"""Web pages: markup → the facts, the lines and the article of a page."""
