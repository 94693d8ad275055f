"""A digital edition made from messy captures, with every character accounted for."""

__version__ = "0.1.0"
