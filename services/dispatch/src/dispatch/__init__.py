"""The ticket's home: departments, people, work orders, its life."""
