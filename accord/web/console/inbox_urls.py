"""Addresses of the inbox."""

from django.urls import path

from accord.web.console import bulk, chats, inbox, mass, notifications, team, to_solve

urlpatterns = [
    path("to-solve/", to_solve.press, name="to-solve"),
    path("team/", team.show, name="team"),
    path("presence/", team.say, name="own-presence"),
    path("notifications/", notifications.show, name="notifications"),
    path("notifications/read/", notifications.read, name="notifications-read"),
    path("chat/", chats.show_all, name="chats"),
    path("chat/<int:number>/", chats.show, name="chat"),
    path("chat/<int:number>/lines/", chats.lines, name="chat-lines"),
    path("chat/<int:number>/read/", chats.read, name="chat-read"),
    path("inbox/bulk/", bulk.act, name="inbox-bulk"),
    path("inbox/dialogs/", bulk.dialogs, name="inbox-dialogs"),
    path("mass/", mass.show_all, name="mass-all"),
    path("mass/new/", mass.new, name="mass-new"),
    path("mass/warnings/", mass.warnings, name="mass-warnings"),
    path("mass/<int:number>/", mass.show, name="mass"),
    path("mass/<int:number>/stop/", mass.stop, name="mass-stop"),
    path("mass/<int:number>/undo/", mass.undo, name="mass-undo"),
    path("inbox/row/<str:code>/", inbox.row, name="inbox-row"),
    path("inbox/<str:view>/", inbox.show, name="inbox"),
    path("search/", inbox.everywhere, name="search"),
]
