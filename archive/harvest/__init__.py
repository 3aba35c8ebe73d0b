"""Harvesting: news reports are fetched from the web by the feeds and sitemaps that name them."""
