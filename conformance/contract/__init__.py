"""The contract: from the vendor's pages to operations, schemas and assertions."""
