"""Awards to a group: from a pasted list to the report of what became of each row.

One file for each step: ``staging`` keeps the list and gives each row its verdict (``checking``),
``previewing`` shows exactly what one of them will get, ``running`` awards the good ones in chunks,
``undoing`` takes back what nobody was told of yet, ``reporting`` counts and writes it down.
``cards`` are printed for an event, where nobody has a list; ``sheets`` puts links on paper.
"""
