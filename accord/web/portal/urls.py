"""Addresses of the customer's pages, under /my/. Links in mails name `answer` and `ticket` (see tickets/links.py)."""

from django.urls import path

from accord.web.portal import files, home, linked, own, same_person, signing_in

urlpatterns = [
    path("", home.home, name="my"),
    path("code/", signing_in.code, name="my-code"),
    path("leave/", signing_in.leave, name="my-leave"),
    path("language/", signing_in.language, name="my-language"),
    path("answer/<str:token>/", linked.answer, name="my-answer"),
    path("ticket/<str:token>/", linked.ticket, name="my-link"),
    path("tickets/<str:code>/", own.ticket, name="my-ticket"),
    path("same/<str:token>/", same_person.answer, name="my-same"),
    path("files/<int:number>/<str:name>", files.file, name="my-file"),
]
