"""Documents: a tree of content, and writers that give it a form."""
