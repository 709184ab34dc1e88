"""Addresses that several rooms write alike."""

from django.urls import path


def list_paths(address, view, name):
    """A list as a page, and the same rows as CSV."""
    return [
        path(f"{address}/", view, name=name),
        path(f"{address}.csv", view, {"as_csv": True}, name=f"{name}-csv"),
    ]
