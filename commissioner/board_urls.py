"""Addresses of the board, below those of a programme."""

from django.urls import path

from commissioner.views import action_log, agenda, board, challenges, decisions, meetings, packs
from config.paths import list_paths

app_name = "board"

_MEETING = "board/meetings/<str:meets_on>"
_PACK = f"{_MEETING}/pack/<int:number>"
_ITEM = "board/items/<int:pk>"
_ACTION = "board/actions/<int:number>"
_CHALLENGE = "board/challenges/<int:number>"

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/members.csv", board.member_csv, name="member-csv"),
    path("board/add/", board.board_add, name="board-add"),
    path("board/terms/", board.terms_change, name="terms-change"),
    path("board/members/add/", board.member_add, name="member-add"),
    path("board/members/<int:pk>/end/", board.member_end, name="member-end"),
    *list_paths("board/meetings", meetings.meeting_list, "meeting-list"),
    path("board/meetings/add/", meetings.meeting_add, name="meeting-add"),
    path(f"{_MEETING}/", meetings.meeting_detail, name="meeting-detail"),
    path(f"{_MEETING}/change/", meetings.meeting_change, name="meeting-change"),
    path(f"{_MEETING}/call-off/", meetings.meeting_call_off, name="meeting-call-off"),
    path(f"{_MEETING}/issue/", packs.pack_issue, name="pack-issue"),
    path(f"{_MEETING}/pack/", packs.pack_newest, name="pack-newest"),
    path(f"{_PACK}/", packs.pack_detail, name="pack-detail"),
    path(f"{_PACK}/files/<str:name>", packs.pack_file, name="pack-file"),
    path(f"{_PACK}/reduced/", packs.pack_reduced, name="pack-reduced"),
    path(f"{_PACK}/reduced/files/<str:name>", packs.pack_reduced_file, name="pack-reduced-file"),
    path(f"{_MEETING}/hold/", meetings.meeting_hold, name="meeting-hold"),
    path(f"{_MEETING}/notice/<int:pk>/", meetings.notice_give, name="notice-give"),
    path(f"{_MEETING}/minutes/", meetings.minutes_write, name="minutes-write"),
    path(f"{_MEETING}/agree/", meetings.minutes_agree, name="minutes-agree"),
    path(f"{_MEETING}/correct/", meetings.minutes_correct, name="minutes-correct"),
    path(f"{_MEETING}/items/add/", agenda.item_add, name="item-add"),
    path(f"{_MEETING}/decisions/add/", decisions.decision_add, name="decision-add"),
    path(f"{_MEETING}/actions/add/", action_log.action_add, name="action-add"),
    path(f"{_ITEM}/change/", agenda.item_change, name="item-change"),
    path(f"{_ITEM}/move/", agenda.item_move, name="item-move"),
    path(f"{_ITEM}/withdraw/", agenda.item_withdraw, name="item-withdraw"),
    path(f"{_ITEM}/papers/add/", agenda.paper_add, name="paper-add"),
    path("board/papers/<int:pk>/file/", agenda.paper_file, name="paper-file"),
    path("board/papers/<int:pk>/withdraw/", agenda.paper_withdraw, name="paper-withdraw"),
    *list_paths("board/packs", packs.pack_list, "pack-list"),
    path("board/packs/compare/", packs.pack_compare, name="pack-compare"),
    *list_paths("board/decisions", decisions.decision_list, "decision-list"),
    path("board/decisions/<int:number>/", decisions.decision_detail, name="decision-detail"),
    path("board/decisions/<int:number>/change/", decisions.decision_change, name="decision-change"),
    path("board/decisions/<int:number>/withdraw/", decisions.decision_withdraw, name="decision-withdraw"),
    *list_paths("board/actions", action_log.action_list, "action-list"),
    path(f"{_ACTION}/", action_log.action_detail, name="action-detail"),
    path(f"{_ACTION}/redate/", action_log.action_redate, name="action-redate"),
    path(f"{_ACTION}/done/", action_log.action_done, name="action-done"),
    path(f"{_ACTION}/reassign/", action_log.action_reassign, name="action-reassign"),
    path(f"{_ACTION}/close/", action_log.action_close, name="action-close"),
    path(f"{_ACTION}/reopen/", action_log.action_reopen, name="action-reopen"),
    *list_paths("board/challenges", challenges.challenge_list, "challenge-list"),
    path("board/challenges/add/", challenges.challenge_add, name="challenge-add"),
    path(f"{_CHALLENGE}/", challenges.challenge_detail, name="challenge-detail"),
    path(f"{_CHALLENGE}/assign/", challenges.challenge_assign, name="challenge-assign"),
    path(f"{_CHALLENGE}/answer/", challenges.challenge_answer, name="challenge-answer"),
    path(f"{_CHALLENGE}/return/", challenges.challenge_return, name="challenge-return"),
    path(f"{_CHALLENGE}/close/", challenges.challenge_close, name="challenge-close"),
]
