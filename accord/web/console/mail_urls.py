"""Addresses of the ledger and of the outbox."""

from django.urls import path

from accord.web.console import mail

urlpatterns = [
    path("mail/", mail.came, name="ledger"),
    path("mail/<str:channel>/<int:number>/retry/", mail.retry, name="ledger-retry"),
    path("mail/<str:channel>/<int:number>/separation/", mail.separate, name="ledger-separate"),
    path("mail/<str:channel>/<int:number>/source/", mail.came_source, name="ledger-source"),
    path("outbox/", mail.went, name="outbox"),
    path("outbox/<str:channel>/<int:number>/", mail.went_one, name="outbox-mail"),
    path("outbox/<str:channel>/<int:number>/body/", mail.went_body, name="outbox-body"),
    path("outbox/<str:channel>/<int:number>/source/", mail.went_source, name="outbox-source"),
    path("outbox/<str:channel>/<int:number>/release/", mail.release, name="outbox-release"),
]
