"""Who and where: sites, departments, people, ladders, policies, calendars and working time."""
