"""Pages and forms of compensation."""
