"""Where a question is written: words, attachments with their receipts, what is sent."""
