"""What is preferred and why, how names are found across scripts, and which act leads where."""
