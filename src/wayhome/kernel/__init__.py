"""The ground floor: value types that every room shares. Nothing enters or leaves; it touches no disk, clock or network."""
