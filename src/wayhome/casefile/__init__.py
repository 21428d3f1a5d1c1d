"""
The spine: who and what a case is about, and who says so.

Statements enter, by hand or from a tip; people, places and cases leave, each with every statement that was made of
them, side by side. It never overwrites what was said, never merges two people, and never calls anyone guilty.
"""
