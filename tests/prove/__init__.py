"""The long proofs, one a file; `./wayhome prove NAME` runs them, and wayhome.site.prove says how they are written."""
