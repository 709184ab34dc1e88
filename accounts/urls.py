from allauth.account import views as allauth
from django.urls import include, path, re_path

from accounts import views

people = [
    path("me/", views.me, name="me"),
    path("me/keys/<int:pk>/revoke/", views.token_revoke, name="token-revoke"),
    path("me/reminders/", views.reminders_set, name="reminders-set"),
    path("me/calendar/make/", views.calendar_make, name="calendar-make"),
    path("me/calendar/revoke/", views.calendar_revoke, name="calendar-revoke"),
    path("roles/", views.roles, name="roles"),
    path("invitations/<str:secret>/", views.invitation_accept, name="invitation-accept"),
    path("people/<slug:slug>/", views.people, name="people"),
    path("people/<slug:slug>.csv", views.people, {"as_csv": True}, name="people-csv"),
    path("people/<slug:slug>/invite/", views.invite, name="invite"),
    path("people/<slug:slug>/invitations/<int:pk>/withdraw/", views.invitation_withdraw, name="invitation-withdraw"),
    path("people/<slug:slug>/roles/<int:pk>/change/", views.role_change, name="role-change"),
    path("people/<slug:slug>/roles/<int:pk>/end/", views.role_end, name="role-end"),
    path("people/<slug:slug>/<int:pk>/disable/", views.person_disable, name="person-disable"),
    path("people/<slug:slug>/<int:pk>/enable/", views.person_enable, name="person-enable"),
]

# Of allauth's pages only those that people who were invited need; each keeps the name allauth knows it by.
urlpatterns = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("signup/", allauth.signup, name="account_signup"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("", include((people, "accounts"))),
]
