"""What every page may show: the tags and filters of the look."""
