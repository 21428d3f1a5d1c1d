"""Who may do what, whether an act kept the house rule, and the tree that proves the journal."""

from wayhome.accounts.engine.ledger import (
    EMPTY_ROOT,
    Frontier,
    JournalReport,
    check_journal,
    leaf_hash,
    node_hash,
    root_of,
)
from wayhome.accounts.engine.proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "JournalReport",
    "check_journal",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root_of",
    "verify_consistency",
    "verify_inclusion",
]
