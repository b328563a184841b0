"""A community's beginnings: set up, tried out, moved to its address for ever, live.

setup       who may open a community here, and what it is opened with
address     which address may stand on a certificate for ever
checking    whether this service is what others find at that address
going_live  the step itself: the rehearsal ends, ids and keys are new
"""
