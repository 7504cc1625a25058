"""Methods of measurement: one folder per method, in it one per edition with method.py, parameters.yaml and cases.yaml.

A published edition never changes its results: what changes is a new edition in a new folder.
"""
