"""Games to and from files, tables, other libraries, notebooks and typeset text."""
