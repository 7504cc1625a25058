"""Deciding by dated law: rules read and checked, facts derived, two evaluators, grades, routes, periods, reasons."""
