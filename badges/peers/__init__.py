"""Members confirm each other: vouches, mentoring, goals, thanks.

What a peer says is kept as a row, told to the rules (:mod:`badges.signals`) and, where it is to be
proved, promised as a job that signs it; nothing here signs by itself (decisions 16).
"""
