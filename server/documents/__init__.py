"""Everything that is made from the contract: documents, the types of both clients, the table of pages."""
