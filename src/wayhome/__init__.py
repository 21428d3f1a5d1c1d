"""Wayhome: from a tip about a child to a safe home. The folders are rooms, in the order of the journey."""
