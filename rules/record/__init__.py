"""The written form of results: typed records of exactly the JSON that is stored, hashed, printed and put into papers.

What computes a result gives its plain data; who reads a result reads a record. Imports nothing of what computes.
"""
