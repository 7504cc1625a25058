"""计量: measuring the loss and reviewing the measurement."""
