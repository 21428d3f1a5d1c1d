"""What people may send in to tips."""
