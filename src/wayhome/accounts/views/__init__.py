"""The pages of accounts: thin, and without a rule of their own."""
