"""Tools for developers: nothing here is installed or needed by an archive."""
