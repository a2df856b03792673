"""Keys (buyers, documents, products) as columns of whole numbers: read from the book once for all windows."""
