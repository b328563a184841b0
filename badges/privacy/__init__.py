"""What a community owes to the people it keeps: an end to keeping, and an ear for complaints.

::

    periods     how long what is kept, as the community chose
    due         what has reached its end, and when the rest does
    sweeping    the daily job that lets it go
    leftovers   what the installation itself leaves lying about
    reports     "report this page", from the form to the answer
    processing  who else handles the data, as a manager wrote it down
"""
