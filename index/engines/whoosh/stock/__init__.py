"""An ordinary Whoosh `Searcher` reads the index through this; our own searches never do."""
