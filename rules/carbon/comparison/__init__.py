"""Two case files or two methods side by side: what differs, and how much of the difference each change makes."""
