"""The engines: each keeps an index of its own kind behind the interface in `index.engine`."""
