"""Documents that leave the house: one value that says what stands in a board pack or a report to the Minister.

Page, PDF and spreadsheet are made of it, so they cannot disagree; as JSON it is what is frozen, and what proves them.
"""
