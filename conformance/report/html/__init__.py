"""A report as one HTML file without a script: each module is a part of the page."""
