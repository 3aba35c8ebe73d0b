"""The indexes of an archive in a cluster, their fields, and reports as their documents."""
