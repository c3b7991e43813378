"""Addresses of the inbox."""

from django.urls import include, path

from accord.web.console import bulk, chats, inbox, mass, notifications, team, to_solve

_INBOX = [
    path("bulk/", bulk.act, name="inbox-bulk"),
    path("dialogs/", bulk.dialogs, name="inbox-dialogs"),
    path("row/<str:code>/", inbox.row, name="inbox-row"),
    path("<str:view>/", inbox.show, name="inbox"),
]

_CHATS = [
    path("", chats.show_all, name="chats"),
    path("<int:number>/", chats.show, name="chat"),
    path("<int:number>/lines/", chats.lines, name="chat-lines"),
    path("<int:number>/read/", chats.read, name="chat-read"),
]

_MASS = [
    path("", mass.show_all, name="mass-all"),
    path("new/", mass.new, name="mass-new"),
    path("warnings/", mass.warnings, name="mass-warnings"),
    path("<int:number>/", mass.show, name="mass"),
    path("<int:number>/stop/", mass.stop, name="mass-stop"),
    path("<int:number>/undo/", mass.undo, name="mass-undo"),
]

urlpatterns = [
    path("inbox/", include(_INBOX)),
    path("chat/", include(_CHATS)),
    path("mass/", include(_MASS)),
    path("to-solve/", to_solve.press, name="to-solve"),
    path("team/", team.show, name="team"),
    path("presence/", team.say, name="own-presence"),
    path("notifications/", notifications.show, name="notifications"),
    path("notifications/read/", notifications.read, name="notifications-read"),
    path("search/", inbox.everywhere, name="search"),
]
