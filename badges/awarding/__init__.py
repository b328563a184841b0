"""What can be earned, how far each member is, and the life of an award.

The path through it, one file for each step: ``drafts`` and ``achievements`` (define, publish),
``evidence`` and ``reviewing`` (show, judge), ``progress`` and ``evaluating`` (check the
milestones), ``awards`` (decide), ``holding`` (the holder's own acts), ``withdrawing`` and
``erasing`` (ends). ``states`` holds the one table of what may follow on what.
"""
