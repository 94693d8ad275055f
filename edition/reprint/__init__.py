"""A site made from the preserved Markdown pages alone: without captures, rules or relations.

For whoever has only the pages (the captures may not be passed on, or the rules have changed since),
for a mirror, and for a quick look at an edit by hand. The text, the record and the connections that
a page carries stand at the addresses of the full edition; what a page does not carry is not shown,
and the site says so.

Every promise of the full build holds: nothing of a page is taken for markup or for a template, each
page is checked before the site is exchanged as a whole, and the bytes are the same however many
processes made them.

``making`` makes it; ``standing`` alone tells that nothing has to be made, before anything else is loaded.
"""
