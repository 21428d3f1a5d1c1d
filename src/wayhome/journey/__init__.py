"""
The journey: each case's place on the line of stations, and what waits there past its limit.

In come the tips and cases of the rooms before it; out go the line, its jams, and what needs someone
today. It never changes a case: a case moves because its own room says so.
"""
