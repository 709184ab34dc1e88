"""A programme as a TOML file: read, checked whole, compared with the database, saved and written back.

sections.py says what a file may hold; programmes/README.md says it for the people who write one.
"""
