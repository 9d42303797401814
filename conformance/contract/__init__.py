"""From the vendor's page to operations, requirements and assertions."""
