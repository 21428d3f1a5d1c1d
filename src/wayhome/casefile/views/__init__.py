"""Pages about people, cases, investigations and sources: each asks a query or an action and shows what it says."""
