"""Reports that librarians hide from readers, and a spreadsheet in which many are withdrawn."""
