"""The worksheet as a workbook of live formulas: a line a row, so that whoever changes a value sees what follows."""
