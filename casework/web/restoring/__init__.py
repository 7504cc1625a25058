"""Pages and forms of planting, tending and labour."""
