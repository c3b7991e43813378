"""Mail services that call us when mail comes, tell us what became of ours, and take mail by an API of their own.

What they send is read, and checked, by django-anymail's classes. Nothing of it is imported before a service is used.
"""
