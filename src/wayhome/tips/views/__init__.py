"""The pages of tips."""
