"""Ways through what a community offers: paths with levels, programmes with a begin and an end.

``paths`` lays them, ``walking`` says how far somebody is, ``path_badges`` writes the rule of the
badge that finishing one earns.
"""
