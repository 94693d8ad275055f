"""Make again only what changed, with the same bytes as a clean build.

Nobody writes down what a page depends on: while it is made, everything that it asks the edition
is noted (``trace``), and the answers' digests are kept (``memory``). Next time a page is out of date
if an answer has another digest (``outdated``, a pure function that gives reasons). A question that
was not noted can't have been asked, so a page can't be stale. ``sources`` does the same for the
cleaning of captures and the evidence that rules ask of the whole collection. The idea is that of
verifying traces (Mokhov, Mitchell, Peyton Jones, *Build systems à la carte*, 2018).
"""
