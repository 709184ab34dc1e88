"""Files of figures: the department's published statistics, the council's own, and models of neighbours."""
