"""What it did for people: participation, stories with consent, retention, pace.

Counts of groups only: nothing here ever tells about one person what that person did not publish.
"""
