"""The server's side of every response: headers, hosts, compression, errors, static files."""
