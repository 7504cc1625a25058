"""From rules to conclusions: grades, competing offences, routes, what would change them, and all of it in words."""
