"""Two editions of the law: what they differ in, and which conclusions change in which cases, and why."""
