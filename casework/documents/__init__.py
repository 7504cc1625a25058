"""文书: documents as frozen data, their PDF, and whether what they rest on still stands."""
