"""What tests of several levels share: an in-memory log that passes the suite of the real one, fixtures, a counting
service.
"""
