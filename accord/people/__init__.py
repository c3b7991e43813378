"""Persons (agents, contacts, the system), companies, departments, roles and rights."""
