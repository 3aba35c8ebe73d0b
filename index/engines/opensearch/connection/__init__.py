"""Requests to the hosts of a cluster, with retries, and errors by kind.

opensearch-py was used before. It leaves failing hosts out for a growing pause, but its time-out is
for each read from the socket, not for the answer; it reads the JSON after it has recorded success,
so a proxy's page leads to no other host; a retry may go to the same host, and if all are left out
it waits for one of them. A subclass would replace `Transport.perform_request`, the pool and the
connection, all that is here.
"""
