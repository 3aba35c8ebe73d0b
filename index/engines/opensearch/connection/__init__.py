"""Requests to the hosts of a cluster, with retries, and errors by kind."""
