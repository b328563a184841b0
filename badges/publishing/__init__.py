"""What leaves the house: pictures, files, certificates, the share page's facts, verdicts.

Publishing reads rows and changes none; the one exception are the forms of a credential that are
made on first request (decisions 13), which :mod:`badges.publishing.issued` names.
"""
