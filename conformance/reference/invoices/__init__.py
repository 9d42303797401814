"""A second contract of another field: invoices with filters, pages, headers and sums, and an API that keeps it."""
