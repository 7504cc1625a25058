"""What is hidden in papers that are made public: the dated editions of the rule, and what stands for a name."""
