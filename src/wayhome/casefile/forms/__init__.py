"""What people may send in about people and cases: each form checks the shape, each action the meaning."""
