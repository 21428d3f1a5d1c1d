"""The compiled script and style of Wayhome's site: a Django app that holds static files and nothing else."""
