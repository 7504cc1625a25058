"""Planting, tending and labour: what is asked, what is found and worked, what a planting binds."""
