"""Addresses of saved views, and of the editor of conditions that they share with rules."""

from django.urls import path

from accord.web.console import criteria_count, view_cells, view_page
from accord.web.console.settings import views

urlpatterns = [
    path("settings/criteria/count", criteria_count.count, name="criteria-count"),
    path("settings/views/", views.show_all, name="settings-views"),
    path("settings/views/new/", views.new, name="settings-view-new"),
    path("settings/views/order/", views.order, name="views-order"),
    path("settings/views/<int:number>/", views.edit, name="settings-view"),
    path("settings/views/<int:number>/removal/", views.remove, name="view-removal"),
    path("settings/views/<int:number>/return/", views.restore, name="view-return"),
    path("inbox/view/rail/", view_page.rail, name="view-rail"),
    path("inbox/view/<int:number>/", view_page.show, name="view"),
    path("inbox/view/<int:number>/star/", view_page.star, name="view-star"),
    path("inbox/view/<int:number>/row/<str:code>/", view_page.row, name="view-row"),
    path("inbox/view/<int:number>/row/<str:code>/<str:field>/", view_cells.cell, name="view-cell"),
]
