"""办案流程: a case as a folder of tracks and obligations, moved only by acts along one table that is data."""
