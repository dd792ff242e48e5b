"""Use cases: each owns its transactions and knows no face."""
