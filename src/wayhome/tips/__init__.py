"""
A tip arrives: a call, a web form, a program's post or a sheet of a million rows.

What enters: bytes that strangers sent. What leaves: rows of statements that say who said what
of whom, each with its place in the source; rows set aside with their reason; an order in which
to look at them, with its reasons; a receipt that can be read out over a telephone.

It never guesses in silence, never drops a row, never says that somebody is guilty, and never
repeats a value in a message.
"""
