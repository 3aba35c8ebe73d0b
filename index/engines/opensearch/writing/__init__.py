"""Changes are collected, sent in batches, and shown to readers by a commit."""
