"""The pages of 卷宗 and of papers by the many."""
