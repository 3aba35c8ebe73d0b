"""Conventions of the Vietnamese press: bylines, datelines, dates, sections, a page's own text."""
