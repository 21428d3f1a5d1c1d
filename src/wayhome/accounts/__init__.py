"""
Who you are, and the three doors of trust: may you (`door`), who did what (`journal`), who can read it (`seal`).

Staff, agencies, roles and sign-in enter; actors, decisions, journal leaves and sealed bytes leave. It never knows what
a tip or a child is, and it never puts a name, a place or a text into the journal in the clear.
"""
