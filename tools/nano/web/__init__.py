"""Pages of Chromium as pictures to read: looks, layouts, and sheets of many pages at once."""
