"""The words of a paper as a file for word processors (DOCX), read from the HTML that page and PDF show as well."""
