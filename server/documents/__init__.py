"""Everything generated from the contract: documents, the types of both clients, the table of pages."""
