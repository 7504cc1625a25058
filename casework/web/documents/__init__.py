"""Pages and forms of documents."""
