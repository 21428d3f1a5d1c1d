"""The ground floor: value types that every room shares. Values in, values out; it touches no disk, clock or network."""
