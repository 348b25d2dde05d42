"""Documents: pages of a PDF, a scan or a picture, read block by block or field by field."""
