"""Programs that look for holes in pages and code; `make long-web` installs and runs them."""
