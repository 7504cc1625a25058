"""What is shown while cases of the former system wait to be taken over."""
