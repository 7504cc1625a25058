"""规则: the law that the system applies, to be read and searched, and the rehearsal of a change of it."""
