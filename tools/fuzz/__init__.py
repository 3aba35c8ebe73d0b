"""Random input in great numbers: queries for the parser and planner, requests for the pages."""
